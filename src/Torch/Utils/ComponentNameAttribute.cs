namespace TorchSharp.Utils;

/// <summary>The name under which a field is registered in a module, when it is not the field's own.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    /// <summary>The name in the state_dict.</summary>
    public string? Name { get; set; }
}
