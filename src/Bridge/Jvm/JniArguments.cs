namespace FijiBridge.Bridge.Jvm;

/// <summary>The arguments of one call as jvalues; strings are made for the call and released after it.</summary>
internal readonly unsafe ref struct JniArguments
{
    private readonly JavaThreadScope _scope;
    private readonly JniEnv _env;
    private readonly Span<nint> _strings;

    public JniArguments(JavaThreadScope scope, JniEnv env, ReadOnlySpan<JavaValue> arguments, Span<long> values, Span<nint> strings)
    {
        _scope = scope;
        _env = env;
        _strings = strings;
        Values = values;
        strings.Clear();
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Reference switch
            {
                null => arguments[i].Bits,
                string text => strings[i] = NewString(text),
                JniReference reference => reference.Handle,
                var other => throw new ArgumentException($"{other.GetType().Name} is not a reference of this Java host."),
            };
        }
    }

    public Span<long> Values { get; }

    public void Dispose()
    {
        foreach (var text in _strings)
        {
            if (text != 0)
            {
                _env.DeleteLocalRef(text);
            }
        }
    }

    private nint NewString(string text)
    {
        fixed (char* first = text)
        {
            var local = _env.NewString(first, text.Length);
            _scope.ThrowPending();
            return local;
        }
    }
}
