using FijiBridge.Engine;

namespace FijiBridge.Bridge.Jvm;

/// <summary>What a search for Java found: the one that is used and why, those that could be used too, and those that were passed over.</summary>
/// <param name="Chosen">The installation that is used; null where none will do.</param>
/// <param name="Why">Why this one: "JAVA_HOME names it".</param>
/// <param name="Others">Usable ones that come later in the order.</param>
/// <param name="PassedOver">Places that were named or found and will not do, one sentence part each: "JAVA_HOME (/x) holds no Java VM".</param>
/// <param name="Tried">Every place that was looked at, for the message when nothing was found.</param>
public sealed record JvmSearch(
    JavaInstallation? Chosen, string Why, IReadOnlyList<JavaInstallation> Others, IReadOnlyList<string> PassedOver, IReadOnlyList<string> Tried)
{
    /// <summary>The installation that is used.</summary>
    /// <exception cref="UserAdviceException">None will do; the message says what was tried, what is wrong with it and how to get a Java.</exception>
    public JavaInstallation Required => Chosen ?? throw new UserAdviceException(
        $"No Java was found to read images with; {InstallAdvice.Java(InstallAdvice.ThisSystem)}, or set JAVA_HOME to a JDK 8 to 25. "
        + $"Tried: {string.Join(", ", Tried.Distinct())}, the java command on the PATH."
        + (PassedOver.Count == 0 ? "" : $" Passed over: {string.Join("; ", PassedOver)}."));

    /// <summary>The choice, the reason, and what else there is, in one line.</summary>
    public string Describe()
    {
        var chosen = Required;
        var text = $"Java {chosen.Version} at {chosen.Home} ({Why}{(chosen.CanShowWindows ? "" : "; a headless JRE: no windows")})";
        if (Others.Count > 0)
        {
            text += $"; not used: {string.Join(", ", Others.Select(j => $"Java {j.Version} at {j.Home}"))} (JAVA_HOME chooses another)";
        }

        return PassedOver.Count == 0 ? text : $"{text}; passed over: {string.Join("; ", PassedOver)}";
    }
}
