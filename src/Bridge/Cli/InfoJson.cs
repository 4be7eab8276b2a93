using FijiBridge.Engine.Images;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary>Tells what a file holds as JSON. Series, channels and levels count from 1, as options do; what is not known is null.</summary>
internal static class InfoJson
{
    /// <summary>The object for one file.</summary>
    public static JObject Of(ImageFileInfo info)
    {
        var json = new JObject
        {
            ["file"] = info.Path,
            ["format"] = info.Format,
            ["reader"] = info.Reader,
            ["notices"] = new JArray(info.Notices),
            ["series"] = new JArray(info.Series.Select(Of)),
        };
        if (info.OriginalMetadata.Count > 0)
        {
            var all = new JObject();
            foreach (var (key, value) in info.OriginalMetadata)
            {
                all[key] = value;
            }

            json["originalMetadata"] = all;
        }

        return json;
    }

    private static JObject Of(SeriesInfo s)
    {
        var calibrated = s.PixelSize != PixelSize.Uncalibrated;
        return new JObject
        {
            ["series"] = s.Index + 1,
            ["name"] = s.Name,
            ["width"] = s.Width,
            ["height"] = s.Height,
            ["channels"] = s.Channels,
            ["slices"] = s.Slices,
            ["frames"] = s.Frames,
            ["dimensionOrder"] = s.DimensionOrder,
            ["pixelType"] = s.PixelType,
            ["significantBits"] = s.SignificantBits,
            ["rgb"] = s.IsRgb,
            ["pixelWidth"] = calibrated ? s.PixelSize.Width : null,
            ["pixelHeight"] = calibrated ? s.PixelSize.Height : null,
            ["sliceSpacing"] = s.SliceSpacing,
            ["unit"] = calibrated ? s.PixelSize.Unit : null,
            ["frameIntervalSeconds"] = s.FrameInterval,
            ["frameTimesSeconds"] = new JArray(s.FrameTimes),
            ["acquisitionDate"] = s.AcquisitionDate,
            ["resolutions"] = new JArray(s.Resolutions.Select(r => new JObject { ["width"] = r.Width, ["height"] = r.Height })),
            ["channelInfos"] = new JArray(s.ChannelInfos.Select(c => new JObject
            {
                ["name"] = c.Name,
                ["excitationNm"] = c.ExcitationNanometres,
                ["emissionNm"] = c.EmissionNanometres,
                ["fluorophore"] = c.Fluorophore,
            })),
        };
    }
}
