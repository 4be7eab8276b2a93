using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        private static nint Open(string filename, Device where)
        {
            if (!File.Exists(filename)) throw new FileNotFoundException($"There is no TorchScript file {filename}.", filename);
            return TorchError.Check(NativeMethods.fbt_jit_load(filename, (int)where.type, where.index));
        }

        private static unsafe nint Open(byte[] bytes, Device where)
        {
            fixed (byte* p = bytes)
                return TorchError.Check(NativeMethods.fbt_jit_load_bytes(p, bytes.Length, (int)where.type, where.index));
        }

        private static Device Where(DeviceType type, long index) => new(type, (int)index);

        /// <summary>Loads a network with its code from a file.</summary>
        public static ScriptModule load(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Open(filename, Where(device_type, device_index)));

        /// <summary>Loads a network with its code from memory.</summary>
        public static ScriptModule load(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Open(bytes, Where(device_type, device_index)));

        /// <summary>Loads a network with its code from a file to a device.</summary>
        public static ScriptModule load(string filename, Device map_location) => new(Open(filename, map_location));

        /// <summary>Loads a network of one input from a file.</summary>
        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, DeviceType device_type = DeviceType.CPU,
            long device_index = -1) => new(Open(filename, Where(device_type, device_index)));

        /// <summary>Loads a network of one input from memory.</summary>
        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU,
            long device_index = -1) => new(Open(bytes, Where(device_type, device_index)));

        /// <summary>Loads a network of one input from a file to a device.</summary>
        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, Device map_location) => new(Open(filename, map_location));

        /// <summary>Loads a network of two inputs from a file.</summary>
        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(string filename, DeviceType device_type = DeviceType.CPU,
            long device_index = -1) => new(Open(filename, Where(device_type, device_index)));

        /// <summary>Writes a network with its code to a file.</summary>
        public static void save(ScriptModule module, string filename) =>
            TorchError.Check(NativeMethods.fbt_jit_save(module.NativeHandle, filename));
    }
}

public static partial class TorchExtras
{
    /// <summary>True: <see cref="DefineScript"/> works.</summary>
    public static bool HasScriptDefinition => true;

    /// <summary>
    /// A TorchScript network from its parameters and the source of its methods, such as
    /// "def forward(self, x):\n    return torch.relu(torch.conv2d(x, self.weight))". Names of parameters have no dots.
    /// </summary>
    /// <exception cref="NotSupportedException">See <see cref="HasScriptDefinition"/>.</exception>
    public static unsafe torch.jit.ScriptModule<torch.Tensor, torch.Tensor> DefineScript(string name, string source,
        IReadOnlyList<(string Name, torch.Tensor Value)> parameters)
    {
        nint[] handles = [.. parameters.Select(p => p.Value.Handle)];
        fixed (nint* h = handles)
        {
            nint module = TorchError.Check(NativeMethods.fbt_jit_define("__torch__." + name, source,
                string.Join('\n', parameters.Select(p => p.Name)), h, handles.Length));
            GC.KeepAlive(parameters);
            return new torch.jit.ScriptModule<torch.Tensor, torch.Tensor>(module);
        }
    }
}
