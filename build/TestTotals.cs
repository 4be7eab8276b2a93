using System.Globalization;
using System.Xml.Linq;

namespace FijiBridge.Build;

/// <summary>Sums the results of all test programs and prints them at the end.</summary>
internal sealed class TestTotals
{
    private readonly List<string> _failures = [];
    private readonly List<(string Test, string Reason)> _skips = [];
    private int _passed;

    /// <summary>A step that is no test itself (format, build): only its failure is counted.</summary>
    public void Step(string name, int exitCode)
    {
        if (exitCode != 0)
        {
            Fail(name, $"exit code {exitCode}, see above");
        }
    }

    public void Pass() => _passed++;

    public void Fail(string test, string message) => _failures.Add($"{test}\n{Indented(message)}");

    public void Skip(string test, string reason) => _skips.Add((test, reason));

    /// <summary>Adds an xunit v2+ XML result file. A missing file, a crash or a run without tests is a failure.</summary>
    public void AddXunitFile(string program, string file, int exitCode)
    {
        if (!File.Exists(file))
        {
            Fail(program, $"ended with exit code {exitCode} and left no result file");
            return;
        }
        int before = _passed + _failures.Count + _skips.Count;
        XDocument document = XDocument.Load(file);
        foreach (XElement test in document.Descendants("test"))
        {
            string name = ((string?)test.Attribute("name") ?? "?").Replace("\\\"", "\"", StringComparison.Ordinal);
            switch ((string?)test.Attribute("result"))
            {
                case "Pass":
                    Pass();
                    break;
                case "Skip":
                    Skip(name, test.Element("reason")?.Value ?? "no reason given");
                    break;
                case "NotRun":
                    break;
                default:
                    XElement? failure = test.Element("failure");
                    Fail(name, $"{failure?.Element("message")?.Value}\n{failure?.Element("stack-trace")?.Value}");
                    break;
            }
        }
        foreach (XElement error in document.Descendants("error"))
        {
            Fail($"{program} {(string?)error.Attribute("type")}", error.Element("failure")?.Element("message")?.Value ?? "error outside a test");
        }
        int found = _passed + _failures.Count + _skips.Count - before;
        int failed = document.Descendants("test").Count(t => (string?)t.Attribute("result") == "Fail") + document.Descendants("error").Count();
        if (found == 0)
        {
            Fail(program, "has no tests");
        }
        else if (exitCode != 0 && failed == 0)
        {
            Fail(program, $"ended with exit code {exitCode} although no test failed");
        }
    }

    /// <summary>Adds the JUnit XML files of a folder.</summary>
    public void AddJUnitFolder(string program, string folder, int exitCode)
    {
        int before = _passed + _failures.Count + _skips.Count;
        foreach (string file in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (XElement test in XDocument.Load(file).Descendants("testcase"))
            {
                string name = $"{(string?)test.Attribute("classname")}.{(string?)test.Attribute("name")}";
                if ((test.Element("failure") ?? test.Element("error")) is XElement failure)
                {
                    Fail(name, $"{(string?)failure.Attribute("message")}\n{failure.Value}");
                }
                else if (test.Element("skipped") is XElement skipped)
                {
                    Skip(name, Reason((string?)skipped.Attribute("message") ?? skipped.Value));
                }
                else
                {
                    Pass();
                }
            }
        }
        if (_passed + _failures.Count + _skips.Count == before)
        {
            Fail(program, $"ended with exit code {exitCode} and left no results");
        }
    }

    // JUnit tells an assumption with the exception's name before it and the stack behind.
    private static string Reason(string text)
    {
        string first = text.Trim().Split('\n')[0].Trim();
        int assumption = first.IndexOf("Assumption failed: ", StringComparison.Ordinal);
        return assumption < 0 ? first : first[(assumption + "Assumption failed: ".Length)..];
    }

    /// <summary>Prints skipped and failed tests and the line with the sums. Returns 0 when tests ran and none failed.</summary>
    public int Report()
    {
        Console.WriteLine();
        // The cases of one test that are skipped for one reason are one line.
        Print("skipped:", [.. _skips.GroupBy(s => (Method: s.Test.Split('(')[0], s.Reason))
            .Select(g => $"{g.Key.Method}{(g.Count() > 1 ? $" ({g.Count()} cases)" : "")}: {g.Key.Reason}")]);
        Print("failed:", _failures);
        if (_passed == 0)
        {
            Console.WriteLine("No test passed.");
        }
        string skipped = _skips.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_skips.Count} skipped") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_passed} passed, {_failures.Count} failed{skipped}"));
        return _failures.Count == 0 && _passed > 0 ? 0 : 1;
    }

    private static void Print(string title, List<string> lines)
    {
        if (lines.Count > 0)
        {
            Console.WriteLine(title);
            lines.ForEach(l => Console.WriteLine("  " + l));
        }
    }

    private static string Indented(string message) => "      " + message.Trim().Replace("\n", "\n      ", StringComparison.Ordinal);
}
