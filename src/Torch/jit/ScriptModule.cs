using System.Text;
using TorchSharp.Modules;
using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>TorchScript: networks with their code in one file.</summary>
    public static partial class jit
    {
        /// <summary>A network that was loaded with its code.</summary>
        public class ScriptModule : nn.Module
        {
            private nint native;
            private List<(string, Parameter)>? parameterCache;
            private List<(string, Tensor)>? bufferCache;

            internal ScriptModule(nint native) : base(nameof(ScriptModule)) => this.native = native;

            /// <summary>Frees the native module when nobody has disposed it.</summary>
            ~ScriptModule() => Free();

            internal nint NativeHandle => native != 0 ? native : throw new ObjectDisposedException(nameof(ScriptModule));

            /// <summary>True when dropout and batch normalisation behave as in training.</summary>
            public override bool training => TorchError.Check(NativeMethods.fbt_jit_is_training(NativeHandle)) != 0;

            /// <summary>Dropout and batch normalisation behave as in training.</summary>
            public override void train(bool on = true) => TorchError.Check(NativeMethods.fbt_jit_train(NativeHandle, on ? 1 : 0));

            /// <summary>Dropout and batch normalisation behave as in use.</summary>
            public override void eval() => train(false);

            /// <summary>Inputs of forward.</summary>
            public int GetNumberOfInputs() => TorchError.Check(NativeMethods.fbt_jit_inputs(NativeHandle, "forward"));

            /// <summary>Parameters with their names.</summary>
            public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                parameterCache ??= [.. Read(0).Select(p =>
                {
                    using Tensor value = p.value;
                    return (p.name, (Parameter)new Parameter(value, value.requires_grad).DetachFromDisposeScope());
                })];

            /// <summary>Buffers with their names.</summary>
            public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                bufferCache ??= [.. Read(1).Select(b => (b.name, b.value.DetachFromDisposeScope()))];

            private unsafe List<(string name, Tensor value)> Read(int kind)
            {
                byte[] names = new byte[1 << 16];
                nint[] handles = new nint[1024];
                while (true)
                {
                    int n;
                    fixed (byte* c = names)
                    fixed (nint* h = handles)
                    {
                        handles[0] = 0;
                        n = TorchError.Check(NativeMethods.fbt_jit_state(NativeHandle, kind, c, names.Length, h, handles.Length));
                    }
                    if (n == 0) return [];
                    if (handles[0] != 0)
                    {
                        string[] parts = Encoding.UTF8.GetString(names, 0, Array.IndexOf(names, (byte)0)).Split('\n');
                        return [.. parts.Select((name, k) => (name, new Tensor(handles[k], 0)))];
                    }
                    names = new byte[names.Length * 4];
                    handles = new nint[Math.Max(n, handles.Length)];
                }
            }

            internal override void Move(ScalarType? type, Device? device, bool nonBlocking)
            {
                Device where = device ?? named_parameters().Select(p => p.parameter.device).FirstOrDefault() ?? CPU;
                TorchError.Check(NativeMethods.fbt_jit_to(NativeHandle, (int)where.type, where.index, type is { } t ? (int)t : -1));
                Forget();
            }

            /// <summary>Evaluates the network.</summary>
            public object forward(params object[] input) => invoke("forward", input);

            /// <summary>Evaluates the network.</summary>
            public object call(params object[] input) => invoke("forward", input);

            /// <summary>Calls a method of the network and takes its result as one type.</summary>
            public TResult invoke<TResult>(string name, params object[] inputs) => (TResult)invoke(name, inputs);

            /// <summary>Calls a method with tensors, numbers, truth values or lists; several results come as an array of objects.</summary>
            public unsafe object invoke(string name, params object[] objs)
            {
                Arg[] arguments = Array.ConvertAll(objs, ToArg);
                int slots = arguments.Sum(a => a.Slots);
                Val* values = stackalloc Val[arguments.Length + 1];
                long* pool = stackalloc long[slots + 1];
                for (int k = 0; k < arguments.Length; k++)
                {
                    arguments[k].Write(values + k, pool);
                    pool += arguments[k].Slots;
                }
                const int Capacity = 16;
                Val* results = stackalloc Val[Capacity];
                int n = TorchError.Check(NativeMethods.fbt_jit_run(NativeHandle, name, values, arguments.Length, results, Capacity));
                GC.KeepAlive(objs);
                object[] converted = [.. Enumerable.Range(0, Math.Min(n, Capacity)).Select(k => FromVal(results[k]))];
                if (n > Capacity) throw new NotSupportedException($"{name} gives {n} results; at most {Capacity} can be taken.");
                return n == 1 ? converted[0] : converted.All(c => c is Tensor) ? converted.Cast<Tensor>().ToArray() : converted;
            }

            private static Arg ToArg(object value) => value switch
            {
                Tensor tensor => tensor,
                Scalar scalar => scalar,
                int number => (long)number,
                long number => number,
                float number => (double)number,
                double number => number,
                bool truth => truth,
                string text => text,
                long[] numbers => numbers,
                double[] numbers => numbers,
                Tensor[] tensors => (Arg)tensors,
                _ => throw new NotSupportedException($"A TorchScript method takes no {value?.GetType().Name ?? "null"}."),
            };

            private static unsafe object FromVal(Val value)
            {
                switch (value.Tag)
                {
                    case Tag.Tensor: return Op.Wrap(value);
                    case Tag.Int: return value.Long;
                    case Tag.Double: return value.Double;
                    case Tag.Bool: return value.Long != 0;
                    case Tag.Box when value.N >= 0:
                        nint[] handles = new nint[value.N];
                        fixed (nint* h = handles) NativeMethods.fbt_box_tensors(value.Pointer, h, handles.Length);
                        NativeMethods.fbt_box_drop(value.Pointer);
                        return Array.ConvertAll(handles, handle => new Tensor(handle, 0));
                    case Tag.Box:
                        NativeMethods.fbt_box_drop(value.Pointer);
                        throw new NotSupportedException("The TorchScript method gave a result that is neither tensors nor numbers.");
                    default: return null!;
                }
            }

            private void Forget()
            {
                foreach ((_, Parameter parameter) in parameterCache ?? []) parameter.Dispose();
                foreach ((_, Tensor buffer) in bufferCache ?? []) buffer.Dispose();
                parameterCache = null;
                bufferCache = null;
            }

            private void Free()
            {
                nint dying = Interlocked.Exchange(ref native, 0);
                if (dying != 0) NativeMethods.fbt_jit_drop(dying);
            }

            /// <summary>Frees the network.</summary>
            protected override void Dispose(bool disposing)
            {
                if (disposing) Forget();
                Free();
            }
        }

        /// <summary>A network of one input.</summary>
        public class ScriptModule<T, TResult> : ScriptModule, nn.IModule<T, TResult>
        {
            internal ScriptModule(nint native) : base(native) { }

            /// <summary>Evaluates the network.</summary>
            public TResult call(T input) => forward(input);

            /// <summary>Evaluates the network.</summary>
            public TResult forward(T tensor) => (TResult)invoke("forward", tensor!);
        }

        /// <summary>A network of two inputs.</summary>
        public class ScriptModule<T1, T2, TResult> : ScriptModule
        {
            internal ScriptModule(nint native) : base(native) { }

            /// <summary>Evaluates the network.</summary>
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);

            /// <summary>Evaluates the network.</summary>
            public TResult forward(T1 input1, T2 input2) => (TResult)invoke("forward", input1!, input2!);
        }
    }
}
