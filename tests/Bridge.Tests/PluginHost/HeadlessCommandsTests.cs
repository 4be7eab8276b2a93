using System.Text;
using FijiBridge.Bridge.Tests.Cli;
using Xunit;

namespace FijiBridge.Bridge.Tests.PluginHost;

/// <summary>ImageJ's commands that run without a display do there what they do with one.</summary>
public sealed class HeadlessCommandsTests : IDisposable
{
    private const string Grey = "newImage('a', '8-bit black', 64, 48, 1); setColor(255); fillOval(5, 8, 20, 16); fillOval(20, 12, 22, 20); setColor(90); fillRect(44, 30, 9, 9); makeOval(6, 6, 40, 30);";
    private const string Binary = "newImage('b', '8-bit black', 64, 48, 1); setColor(255); fillOval(5, 8, 20, 16); fillOval(20, 12, 22, 20); fillRect(44, 30, 9, 9); setColor(0); fillRect(30, 20, 3, 3); setThreshold(128, 255);";
    private const string Colour = "newImage('c', 'RGB ramp', 64, 48, 1); setColor(200, 20, 90); fillOval(5, 8, 20, 16);";
    private const string Stack = "newImage('s', '8-bit black', 64, 48, 3); setColor(255); fillOval(9, 9, 8, 8); setSlice(2); fillOval(5, 8, 20, 16); fillOval(20, 12, 22, 20);"; // binary
    private const string Composite = "newImage('h', '8-bit composite-mode', 64, 48, 3, 1, 1); Stack.setChannel(2); setColor(255); fillOval(5, 8, 20, 16);";
    private const string Report =
        "t = ''; if (nImages > 0) { getStatistics(n, mean, min, max, sd); t = t + nImages + ' ' + bitDepth + ' ' + getWidth + 'x' + getHeight + 'x' + nSlices + ' ' + mean + ' ' + sd + ' ' + selectionType + ' ' + Overlay.size + ' ' + is('Inverting LUT');"
        + " if (bitDepth != 24) { getLut(r, g, b); t = t + ' ' + r[200] + ' ' + g[200] + ' ' + b[200]; } run('Select None'); getStatistics(n, mean); t = t + ' ' + mean; } print(name + ': ' + t + ' ' + nResults); close('*');\n";

    private readonly HostedMacro _macro = new();

    public void Dispose() => _macro.Dispose();

    [Fact]
    public void Each_command_gives_the_same_image_selection_and_results_with_a_display_and_without()
    {
        var listed = _macro.Run("List.setCommands; print(List.getList);");
        Assert.True(listed.ExitCode == 0, listed.Error);
        var names = listed.OutLines.Select(line => line.Split('=')[0].Replace("\\", "", StringComparison.Ordinal)).Where(name => !listed.Out.Contains($"{name}=dlsegment.commands", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.True(names.Count > 70, listed.Out);
        Assert.DoesNotContain(names, name => name.EndsWith("...", StringComparison.Ordinal)); // ImageJ's sign of a dialog
        var macro = new StringBuilder();
        foreach (var name in names)
        {
            macro.Append($"name = '{name}'; {ImageFor(name)} run(name); {Report}");
        }

        foreach (var name in new[] { "Erode", "Invert", "Smooth", "Watershed", "Log", "Flip Vertically" })
        {
            macro.Append($"name = '{name}'; {Stack} run(name, 'stack'); {Report}name = '{name}'; {Stack} run(name, 'slice'); {Report}");
        }

        var headless = _macro.Run(macro.ToString());
        Assert.True(headless.ExitCode == 0, headless.Error + headless.Out);
        var display = _macro.RunOnDisplay(macro.ToString(), "--timeout", "100");
        Assert.True(display.ExitCode == 0, display.Error + display.Out);
        Assert.Equal(display.OutLines, headless.OutLines);
    }

    [Fact]
    public void A_filter_on_a_stack_wants_to_know_what_is_meant()
    {
        var result = _macro.Run(Stack + "\nrun('Erode');\nprint('the macro went on');");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("line 2: This image is a stack; write run(\"Erode\", \"stack\") for all of it, or run(\"Erode\", \"slice\") for the current slice", Assert.Single(result.ErrorLines));
        Assert.Empty(result.Out);
    }

    private static string ImageFor(string name) => name switch
    {
        "RGB Stack" or "HSB Stack" or "Split Channels" or "Make Composite" => Colour,
        "Stack to RGB" or "Stack to Images" or "Delete Slice" or "Reverse" or "Flip Z" or "Remove Slice Labels" => Stack,
        "Next Slice [>]" or "Previous Slice [<]" => Stack,
        "Invert LUTs" => Composite,
        "Abs" or "Reciprocal" => Grey + " run('32-bit');",
        "Line to Area" => Grey + " makeLine(3, 4, 40, 30);",
        "Restore Selection" => Grey + " run('Select None');",
        "Fit Circle" or "Fit Ellipse" or "Fit Rectangle" or "Convex Hull" => Grey + " makePolygon(5, 5, 40, 9, 30, 20, 44, 40, 8, 30);",
        "Create Selection" or "Make Binary" or "Convert to Mask" or "Erode" or "Dilate" or "Open" or "Close-" or "Outline" or "Fill Holes" or "Skeletonize" or "Distance Map"
            or "Ultimate Points" or "Watershed" or "Voronoi" => Binary,
        "Remove Overlay" or "Flatten" => Grey + " Overlay.drawRect(3, 3, 20, 20); Overlay.show;",
        _ => Grey,
    };
}
