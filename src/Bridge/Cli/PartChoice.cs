using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FijiBridge.Engine.Images;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary>Which part of each image is segmented: a level of its pyramid, and a rectangle of that. Results are those of an image of this size.</summary>
/// <param name="Level">Level from 1, as <c>info</c> counts them; null for the full size.</param>
/// <param name="Region">Rectangle in pixels of the level; null for all of it.</param>
internal sealed record PartChoice(int? Level, PixelRectangle? Region)
{
    /// <summary>--level.</summary>
    public static Option<int?> CreateLevel() =>
        NumberOption.Whole("--level", 1, "Level of images that hold several sizes (pyramids), from 1 for the full size, as 'fijibridge info' counts them; its pixels are larger.");

    /// <summary>--region.</summary>
    public static Option<PixelRectangle?> CreateRegion() => new("--region")
    {
        Description = "Segment a rectangle of each image alone, in pixels (of the --level); (0,0) is the upper left pixel. Positions in the results count from its corner.",
        HelpName = "X,Y,WIDTH,HEIGHT",
        CustomParser = Parse,
    };

    /// <summary>The resolution to read.</summary>
    public int Resolution => (Level ?? 1) - 1;

    /// <summary>The part of an image that was read at <see cref="Resolution"/>; the image itself is not to be disposed of any more.</summary>
    /// <exception cref="Engine.UserAdviceException">The region reaches beyond the image, which is closed then.</exception>
    public Image2D Of(Image2D image)
    {
        try
        {
            return Region is null ? image : image.Part(Region);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>The options of a run with those that were given here.</summary>
    public JObject AddTo(JObject options)
    {
        if (Level is > 1)
        {
            options["level"] = Level;
        }

        if (Region is { } r)
        {
            options["region"] = new JArray(r.X, r.Y, r.Width, r.Height);
        }

        return options;
    }

    private static PixelRectangle? Parse(ArgumentResult result)
    {
        var text = string.Join(' ', result.Tokens.Select(t => t.Value));
        var numbers = text.Split(',').Select(w => int.TryParse(w, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        if (numbers is [>= 0 and var x, >= 0 and var y, >= 1 and var width, >= 1 and var height])
        {
            return new PixelRectangle(x, y, width, height);
        }

        result.AddError($"--region takes the left column, the upper row, the width and the height in pixels, such as 1000,2000,512,512, not '{text}'");
        return null;
    }
}
