namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by name.</summary>
            public static Modules.ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var dictionary = new Modules.ModuleDict<T>();
                foreach ((string name, T module) in modules) dictionary.Add(name, module);
                return dictionary;
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules by name, in the order in which they were added.</summary>
    public class ModuleDict<T> : torch.nn.Module, IEnumerable<(string, T)> where T : torch.nn.Module
    {
        private readonly Dictionary<string, T> items = [];

        /// <summary>No modules yet.</summary>
        public ModuleDict() : base("ModuleDict") { }

        /// <summary>A module by its name.</summary>
        public T this[string key]
        {
            get => items[key];
            set => Add(key, value);
        }

        /// <summary>Number of modules.</summary>
        public int Count => items.Count;

        /// <summary>The names.</summary>
        public ICollection<string> Keys => items.Keys;

        /// <summary>The modules.</summary>
        public ICollection<T> Values => items.Values;

        /// <summary>Adds a module.</summary>
        public void Add(string key, T value)
        {
            register_module(key, value);
            items[key] = value;
        }

        /// <summary>True when there is such a name.</summary>
        public bool ContainsKey(string key) => items.ContainsKey(key);

        /// <summary>The module of a name, if there is one.</summary>
        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) => items.TryGetValue(key, out value);

        /// <summary>Names and modules in order.</summary>
        public IEnumerator<(string, T)> GetEnumerator() => items.Select(i => (i.Key, i.Value)).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
