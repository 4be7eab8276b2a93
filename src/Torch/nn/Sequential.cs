namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules one after another; without names they are "0", "1", ...</summary>
            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            /// <summary>Modules one after another.</summary>
            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                Sequential((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

            /// <summary>Modules one after another, named "0", "1", ...</summary>
            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) =>
                new(modules.Select((m, k) => (k.ToString(System.Globalization.CultureInfo.InvariantCulture), m)));

            /// <summary>Modules one after another.</summary>
            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

            /// <summary>No modules yet.</summary>
            public static Modules.Sequential Sequential() => new([]);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules one after another.</summary>
    public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> steps = [];

        internal Sequential(IEnumerable<(string name, torch.nn.Module<torch.Tensor, torch.Tensor> module)> modules) : base(nameof(Sequential))
        {
            foreach ((string name, torch.nn.Module<torch.Tensor, torch.Tensor> module) in modules) append(name, module);
        }

        /// <summary>Number of modules.</summary>
        public int Count => steps.Count;

        /// <summary>A module by its place.</summary>
        public torch.nn.IModule<torch.Tensor, torch.Tensor> this[int index] => steps[index];

        /// <summary>Adds a module at the end. Returns this sequence.</summary>
        public Sequential append(string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module)
        {
            var step = (torch.nn.Module<torch.Tensor, torch.Tensor>)module;
            register_module(name, step);
            steps.Add(step);
            return this;
        }

        /// <summary>Adds a module at the end, named by its place. Returns this sequence.</summary>
        public Sequential append(torch.nn.IModule<torch.Tensor, torch.Tensor> module) =>
            append(steps.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module);

        /// <summary>The output of the last module; what the others make between is disposed unless gradients need it.</summary>
        public override torch.Tensor forward(torch.Tensor tensor)
        {
            if (steps.Count == 0) return tensor.alias();
            torch.Tensor current = tensor;
            foreach (torch.nn.Module<torch.Tensor, torch.Tensor> step in steps)
            {
                torch.Tensor next = step.call(current);
                if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
                current = next;
            }
            return current;
        }
    }
}
