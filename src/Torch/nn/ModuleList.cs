namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of modules, registered as "0", "1", ...</summary>
            public static Modules.ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            /// <summary>A list of modules of one type, registered as "0", "1", ...</summary>
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A list of modules, registered as "0", "1", ...</summary>
    public class ModuleList<T> : torch.nn.Module, IList<T> where T : torch.nn.Module
    {
        private readonly List<T> items = [];

        /// <summary>A list of the given modules.</summary>
        public ModuleList(params T[] modules) : base("ModuleList") => extend(modules);

        private void Renumber()
        {
            ClearModules();
            for (int k = 0; k < items.Count; k++) register_module(k.ToString(System.Globalization.CultureInfo.InvariantCulture), items[k]);
        }

        /// <summary>A module by its place.</summary>
        public T this[int index]
        {
            get => items[index];
            set
            {
                items[index] = value;
                Renumber();
            }
        }

        /// <summary>Number of modules.</summary>
        public int Count => items.Count;

        /// <summary>False.</summary>
        public bool IsReadOnly => false;

        /// <summary>Adds a module at the end.</summary>
        public void Add(T item)
        {
            items.Add(item);
            Renumber();
        }

        /// <summary>Adds modules at the end.</summary>
        public void append(params T[] parameters) => extend(parameters);

        /// <summary>Adds modules at the end.</summary>
        public void extend(IEnumerable<T> modules)
        {
            items.AddRange(modules);
            Renumber();
        }

        /// <summary>Removes all modules without disposing them.</summary>
        public void Clear()
        {
            items.Clear();
            Renumber();
        }

        /// <summary>True when the list has the module.</summary>
        public bool Contains(T item) => items.Contains(item);

        /// <summary>Copies the modules into an array.</summary>
        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        /// <summary>The place of a module, or -1.</summary>
        public int IndexOf(T item) => items.IndexOf(item);

        /// <summary>Puts a module at a place.</summary>
        public void Insert(int index, T item)
        {
            items.Insert(index, item);
            Renumber();
        }

        /// <summary>Removes a module without disposing it.</summary>
        public bool Remove(T item)
        {
            bool found = items.Remove(item);
            Renumber();
            return found;
        }

        /// <summary>Removes the module at a place without disposing it.</summary>
        public void RemoveAt(int index)
        {
            items.RemoveAt(index);
            Renumber();
        }

        /// <summary>The modules in order.</summary>
        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
