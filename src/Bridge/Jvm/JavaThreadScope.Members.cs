namespace FijiBridge.Bridge.Jvm;

// Calls of methods and constructors, values of fields.
internal sealed unsafe partial class JavaThreadScope
{
    /// <inheritdoc/>
    public IJavaObject New(JavaMethod constructor, params ReadOnlySpan<JavaValue> arguments)
    {
        var member = Resolve(constructor);
        using var call = new JniArguments(this, _env, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.NewObject(member.ClassHandle, member.Id, values))!;
        }
    }

    /// <inheritdoc/>
    public void Call(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new JniArguments(this, _env, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            _env.CallVoid(receiver, member.Id, values, method.IsStatic);
        }

        ThrowPending();
    }

    /// <inheritdoc/>
    public int CallInt(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new JniArguments(this, _env, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallInt(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public long CallLong(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new JniArguments(this, _env, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallLong(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public double CallDouble(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new JniArguments(this, _env, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallDouble(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public bool CallBool(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new JniArguments(this, _env, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallBoolean(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public string? CallString(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        using var text = CallObject(method, target, arguments);
        return text is null ? null : _env.ReadString(((JniReference)text).Handle);
    }

    /// <inheritdoc/>
    public IJavaObject? CallObject(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new JniArguments(this, _env, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallObject(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public int GetInt(JavaField field, IJavaObject? target) =>
        Checked(_env.GetIntField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public long GetLong(JavaField field, IJavaObject? target) =>
        Checked(_env.GetLongField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public double GetDouble(JavaField field, IJavaObject? target) =>
        Checked(_env.GetDoubleField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public bool GetBool(JavaField field, IJavaObject? target) =>
        Checked(_env.GetBooleanField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public string? GetString(JavaField field, IJavaObject? target)
    {
        using var text = GetObject(field, target);
        return text is null ? null : _env.ReadString(((JniReference)text).Handle);
    }

    /// <inheritdoc/>
    public IJavaObject? GetObject(JavaField field, IJavaObject? target) =>
        Checked(_env.GetObjectField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <summary>The handle that a member is called on: its class, or the target.</summary>
    private nint Prepare(JavaMember member, IJavaObject? target, out ResolvedMember resolved)
    {
        resolved = Resolve(member);
        return member.IsStatic ? resolved.ClassHandle : HandleOf(target ?? throw new ArgumentNullException(nameof(target), $"{member} is not static."));
    }

    private ResolvedMember Resolve(JavaMember member)
    {
        MustBeInnermost();
        if (member.Resolved is null)
        {
            var cls = _host.ClassOf(member.ClassName, this);
            fixed (byte* name = Ascii(member.Name), signature = Ascii(member.Signature))
            {
                var id = member is JavaField ? _env.GetFieldId(cls, name, signature, member.IsStatic) : _env.GetMethodId(cls, name, signature, member.IsStatic);
                ThrowPending();
                member.Resolved = new ResolvedMember(cls, id);
            }
        }

        return member.Resolved;
    }
}
