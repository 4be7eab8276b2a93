using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace FijiBridge.Bridge.Doctor;

/// <summary>How a thing that the program looks for was found.</summary>
[JsonConverter(typeof(StringEnumConverter), true)]
internal enum FindingState
{
    /// <summary>There and usable.</summary>
    [System.Runtime.Serialization.EnumMember(Value = "ok")] Ok,

    /// <summary>Not there; the main job runs without it.</summary>
    [System.Runtime.Serialization.EnumMember(Value = "optional")] Optional,

    /// <summary>Not there and needed for the main job.</summary>
    [System.Runtime.Serialization.EnumMember(Value = "missing")] Missing,
}

/// <summary>One line of <c>fijibridge doctor</c>.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="State">How it was found.</param>
/// <param name="Detail">What was found: version, place, size.</param>
/// <param name="Remedy">How to get what lacks; null where nothing does.</param>
internal sealed record Finding(
    [property: JsonProperty("name")] string Name,
    [property: JsonProperty("state")] FindingState State,
    [property: JsonProperty("detail")] string Detail,
    [property: JsonProperty("remedy", NullValueHandling = NullValueHandling.Ignore)] string? Remedy = null)
{
    /// <summary>There and usable.</summary>
    public static Finding Ok(string name, string detail) => new(name, FindingState.Ok, detail);

    /// <summary>Not there; the main job runs without it.</summary>
    public static Finding Optional(string name, string detail, string remedy) => new(name, FindingState.Optional, detail, remedy);

    /// <summary>Not there and needed.</summary>
    public static Finding Missing(string name, string detail, string remedy) => new(name, FindingState.Missing, detail, remedy);
}
