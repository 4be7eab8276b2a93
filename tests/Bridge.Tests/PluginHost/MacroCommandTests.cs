using FijiBridge.Bridge.Tests.Cli;
using Xunit;

namespace FijiBridge.Bridge.Tests.PluginHost;

/// <summary>What a macro prints, how it ends, and what is said where it fails.</summary>
public sealed class MacroCommandTests : IDisposable
{
    private readonly HostedMacro _macro = new();

    public void Dispose() => _macro.Dispose();

    [Fact]
    public void A_macro_gets_its_argument_and_prints_to_stdout_and_nothing_else_is_there()
    {
        var result = _macro.Run("print('Zellkern µ 核 ' + getArgument()); newImage('a', '16-bit ramp', 64, 64, 1); getStatistics(n, mean); print(mean); exit(); print('never');", "arg 1");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("Zellkern µ 核 arg 1\n32256\n", result.Out);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("print('a');\nprint(b);", "test.ijm, line 2: Undefined variable (print(b);).")]
    [InlineData("if (true {\nprint('a');\n}", "test.ijm, line 1: ')' expected (if (true {).")]
    [InlineData("a = 1;\nexit('no cells today');", "test.ijm, line 2: no cells today (exit(\"no cells today\");).")]
    [InlineData("open('/no/such/image.tif');", "test.ijm, line 1: File not found: /no/such/image.tif")]
    [InlineData("print(call('java.lang.Integer.parseInt', 'x'));", "test.ijm, line 1: a plugin failed with java.lang.NumberFormatException: For input string: \"x\"")]
    [InlineData("run('Gaussian Blur...', 'sigma=2');", "without a display only DL Segment's commands can be run and those of ImageJ that open no dialog, so use --display")]
    [InlineData("n = roiManager('count');", "test.ijm, line 1: this opens a window or a dialog, and there is no display; use --display")]
    [InlineData("newImage('a', '8-bit black', 9, 9, 1);\nrun('Segment...', 'model=nukleus');", "test.ijm, line 2: There is no model \"nukleus\"; installed are ")]
    public void A_failure_is_one_sentence_with_its_line_and_stops_the_macro(string macro, string sentence)
    {
        var result = _macro.Run(macro + "\nprint('the macro went on');");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(sentence, Assert.Single(result.ErrorLines));
        Assert.DoesNotContain("the macro went on", result.Out);
        Assert.DoesNotContain("\tat ", result.Out);
    }

    [Theory]
    [InlineData("a = 1;\nprint(b);", "Undefined variable, in inner.ijm, line 2 (print(b);) (runMacro(")]
    [InlineData("if (true {", "')' expected, in inner.ijm, line 1 (if (true {) (runMacro(")]
    [InlineData("print(call('java.lang.Integer.parseInt', 'x'));", "For input string: \"x\", in inner.ijm, line 1 (print(call(")]
    [InlineData("open('/no/such/image.tif');", "File not found: /no/such/image.tif, in inner.ijm, line 1 (open(")]
    [InlineData("a = 1;\nexit('no cells today');", "no cells today (runMacro(")]
    [InlineData("runMacro('/no/such/macro.ijm');", "Macro or script not found: /no/such/macro.ijm, in inner.ijm, line 1 (runMacro(")]
    [InlineData("\nnewImage('a', '8-bit black', 9, 9, 1);\nrun('Segment...', 'model=nukleus');", ", in inner.ijm, line 3 (run(")]
    public void An_error_in_a_macro_that_a_macro_calls_stops_both_and_both_lines_are_told(string called, string sentence)
    {
        var inner = _macro.Write("inner.ijm", called);
        var result = _macro.Run($"print('a');\nrunMacro('{inner}');\nprint('the macro went on');");
        Assert.Equal(2, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("test.ijm, line 2: ", line);
        Assert.Contains(sentence, line);
        Assert.Equal("a\n", result.Out);
    }

    [Fact]
    public void An_error_in_a_macro_without_a_name_or_further_inside_is_told_with_its_line()
    {
        var inner = _macro.Write("inner.ijm", "a = 1;\n\nprint(b);");
        var middle = _macro.Write("middle.ijm", "f = getArgument();\nrunMacro(f);");
        Assert.Contains("test.ijm, line 2: Undefined variable, in the macro that it called, line 3 (", Assert.Single(_macro.Run($"f = '{inner}';\nrunMacro(f, 'x');").ErrorLines));
        Assert.Contains("test.ijm, line 1: Undefined variable, in a macro that this one called in turn, line 3 (", Assert.Single(_macro.Run($"runMacro('{middle}', '{inner}');").ErrorLines));
        Assert.Contains("test.ijm, line 2: Undefined variable (print(c);)", Assert.Single(_macro.Run($"runMacro('{_macro.Write("good.ijm", "a = 1;")}');\nprint(c);").ErrorLines));
    }

    [Fact]
    public void System_exit_in_a_plugin_is_a_failure_whatever_its_code()
    {
        var result = _macro.Run("print('a');\nprint(call('java.lang.System.exit', '0'));\nprint('b');");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("a\n", result.Out);
        Assert.Contains("test.ijm or a plugin that it called ended the whole program (System.exit)", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_macro_without_an_end_is_stopped_after_the_timeout_and_its_place_is_told()
    {
        var result = _macro.Run("i = 0;\nwhile (true)\n  i++;", "--timeout", "1.5");
        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"test\.ijm did not end within 1\.5 s and was stopped at line [23] \(", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_call_that_does_not_return_is_left_behind_after_the_timeout()
    {
        var result = _macro.Run("wait(100000);", "--timeout", "1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("was stopped at line 1 (wait(100000);)", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Ctrl_C_stops_a_macro_quietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT on Windows.");
        var marker = _macro["begun"];
        using var command = CommandLine.Start("macro", _macro.Write("test.ijm", $"File.saveString('x', '{marker}');\nwhile (true) wait(10);"));
        command.WaitUntil(() => File.Exists(marker), "the macro began");
        command.Interrupt();
        var result = command.Finish();
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("test.ijm was stopped; what it had written stays.", result.Error);
    }

    [Fact]
    public void What_is_no_macro_is_named()
    {
        var zero = _macro.Write("zero.ijm", "print(1);\0");
        var python = _macro.Write("script.py", "print(1)");
        (string File, string Sentence)[] cases =
        [
            (_macro["missing.ijm"], "does not exist"),
            (Path.GetDirectoryName(zero)!, "is a folder"),
            (python, "is no ImageJ macro by its name"),
            (zero, "holds zero bytes"),
        ];
        foreach (var (file, sentence) in cases)
        {
            var result = CommandLine.Run("macro", file);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(sentence, Assert.Single(result.ErrorLines));
        }

        Assert.Contains("--timeout takes a number above 0, not '0'", CommandLine.Run("macro", zero, "--timeout", "0").Error);
    }

    [Fact]
    public void Macros_in_UTF_8_and_in_Latin_1_are_read()
    {
        File.WriteAllBytes(_macro["old.ijm"], "print(\"\u00B5m\");"u8.ToArray());
        Assert.Equal("µm\n", CommandLine.Run("macro", _macro["old.ijm"]).Out);
        File.WriteAllBytes(_macro["old.ijm"], System.Text.Encoding.Latin1.GetBytes("print(\"\u00B5m\");"));
        Assert.Equal("µm\n", CommandLine.Run("macro", _macro["old.ijm"]).Out);
    }

    [Fact]
    public void A_display_that_is_wanted_and_not_there_is_told_before_anything_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Displays are named by DISPLAY on Linux.");
        var macro = _macro.Write("test.ijm", "print('ran');");
        var result = CommandLine.Run(new Dictionary<string, string> { ["DISPLAY"] = "" }, "macro", macro, "--display");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("There is no display", Assert.Single(result.ErrorLines));
        result = CommandLine.Run(new Dictionary<string, string> { ["DISPLAY"] = ":9876" }, "macro", macro, "--display");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The display ':9876' cannot be used", Assert.Single(result.ErrorLines));
        result = CommandLine.Run(new Dictionary<string, string> { ["DISPLAY"] = "" }, "imagej");
        Assert.Contains("There is no display", Assert.Single(result.ErrorLines));
    }
}
