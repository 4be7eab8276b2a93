using System.CommandLine;
using System.Text.RegularExpressions;

namespace FijiBridge.Bridge.Cli;

/// <summary>The option --device: auto takes a GPU where there is a usable one and says so; cuda insists on it.</summary>
internal static partial class DeviceChoice
{
    /// <summary>Creates the option.</summary>
    public static Option<string> CreateOption()
    {
        var option = new Option<string>("--device")
        {
            Description = "auto (a GPU where there is one), cpu, cuda or cuda:N.",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "auto",
        };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (!Pattern().IsMatch(text))
            {
                result.AddError($"--device takes auto, cpu, cuda or cuda:N, not '{text}'");
            }
        });
        return option;
    }

    [GeneratedRegex("^(auto|cpu|cuda(:[0-9]{1,3})?)$")]
    private static partial Regex Pattern();
}
