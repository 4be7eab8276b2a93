using System.Runtime.CompilerServices;

namespace TorchSharp.PInvoke;

/// <summary>
/// An operator of libtorch's dispatcher. Looked up at its first call; arguments left out take the schema's defaults.
/// A call costs about 1 µs, of which C# takes 0.1 µs: arguments are written to the stack, nothing is marshalled.
/// </summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private nint handle;

    /// <summary>Calls an operator with one tensor as its result.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<Arg> arguments)
    {
        Val result;
        Invoke(arguments, &result, 1);
        return Wrap(result);
    }

    /// <summary>Calls an in-place operator; its result is an alias of its first argument and is dropped.</summary>
    internal void InPlace(params ReadOnlySpan<Arg> arguments) => Invoke(arguments, null, 0);

    /// <summary>Calls an operator with two tensors as its result.</summary>
    internal (torch.Tensor, torch.Tensor) Pair(params ReadOnlySpan<Arg> arguments)
    {
        Val* results = stackalloc Val[2];
        Invoke(arguments, results, 2);
        return (Wrap(results[0]), Wrap(results[1]));
    }

    /// <summary>Calls an operator with three results, undefined ones as null.</summary>
    internal (torch.Tensor?, torch.Tensor?, torch.Tensor?) Triple(params ReadOnlySpan<Arg> arguments)
    {
        Val* results = stackalloc Val[3];
        Invoke(arguments, results, 3);
        return (WrapOrNull(results[0]), WrapOrNull(results[1]), WrapOrNull(results[2]));
    }

    /// <summary>Calls an operator with a list of tensors as its result.</summary>
    internal torch.Tensor[] List(params ReadOnlySpan<Arg> arguments)
    {
        Val result;
        Invoke(arguments, &result, 1);
        nint[] handles = new nint[result.N];
        fixed (nint* p = handles)
        {
            int n = NativeMethods.fbt_box_tensors(result.Pointer, p, handles.Length);
            NativeMethods.fbt_box_drop(result.Pointer);
            TorchError.Check(n);
        }
        return Array.ConvertAll(handles, h => new torch.Tensor(h, 0));
    }

    /// <summary>Calls an operator with a number or truth value as its result.</summary>
    internal Val Value(params ReadOnlySpan<Arg> arguments)
    {
        Val result;
        Invoke(arguments, &result, 1);
        return result;
    }

    /// <summary>Calls an operator whose result stays native.</summary>
    internal BoxedValue Boxed(params ReadOnlySpan<Arg> arguments)
    {
        Val result;
        Invoke(arguments, &result, 1);
        if (result.Tag != Tag.Box) throw new InvalidOperationException($"{name} gave a result that is not boxed");
        return new BoxedValue(result.Pointer);
    }

    /// <summary>The tensor of a result.</summary>
    internal static torch.Tensor Wrap(in Val result)
    {
        if (result.Tag != Tag.Tensor) throw new InvalidOperationException("the operator returned no tensor");
        return new torch.Tensor(result.Pointer, result.N);
    }

    private static torch.Tensor? WrapOrNull(in Val result) => result.Tag == Tag.Tensor ? Wrap(result) : null;

    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Arg> arguments, Val* results, int capacity)
    {
        if (handle == 0) handle = TorchError.Check(NativeMethods.fbt_op(name, overload));
        int slots = 0;
        foreach (ref readonly Arg argument in arguments) slots += argument.Slots;
        Val* values = stackalloc Val[arguments.Length];
        long* pool = stackalloc long[slots];
        for (int k = 0; k < arguments.Length; k++)
        {
            arguments[k].Write(values + k, pool);
            pool += arguments[k].Slots;
        }
        int count = NativeMethods.fbt_call(handle, values, arguments.Length, results, capacity);
        if (count == -1) TorchError.Throw();
        // The span lies in the caller's frame and holds the tensors, so none can be finalized during the call.
        KeepAlive(arguments);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void KeepAlive(ReadOnlySpan<Arg> arguments) { }
}
