using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Networks and their parts.</summary>
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: its parameters, buffers and sub-modules by name. Owns them; disposing a module disposes them all.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly string name;
            private readonly OrderedNames<Module> submodules = new();
            private readonly OrderedNames<Parameter> ownParameters = new();
            private readonly OrderedNames<Tensor> ownBuffers = new();
            private readonly HashSet<string> transient = [];
            private bool registered;
            private bool isTraining = true;

            /// <summary>A module without parts.</summary>
            protected Module(string name) => this.name = name;

            /// <summary>The name given to the constructor.</summary>
            public virtual string GetName() => name;

            /// <summary>True between <see cref="train"/> and <see cref="eval"/>; new modules train.</summary>
            public virtual bool training => isTraining;

            /// <summary>Dropout and batch normalisation behave as in training, here and in all parts.</summary>
            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (Module child in submodules.Values) child.train(train);
            }

            /// <summary>Dropout and batch normalisation behave as in use, here and in all parts.</summary>
            public virtual void eval() => train(false);

            /// <summary>
            /// Registers every field of the module that is a module, parameter or tensor, under the field's name. Call it at the end of
            /// the constructor.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (registered) return;
                registered = true;
                foreach (FieldInfo field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    string fieldName = field.GetCustomAttribute<Utils.ComponentNameAttribute>()?.Name ?? field.Name;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(fieldName, module); break;
                        case Parameter parameter: register_parameter(fieldName, parameter); break;
                        case Tensor tensor: register_buffer(fieldName, tensor); break;
                    }
                }
            }

            /// <summary>Adds a part; its parameters appear under name + ".".</summary>
            /// <exception cref="ArgumentException">The name is empty, taken or has a dot.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null) return;
                CheckName(name, submodules.ContainsKey(name) && !ReferenceEquals(submodules[name], submodule));
                submodules.Set(name, submodule);
            }

            /// <summary>Adds a part; its parameters appear under name + ".".</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Adds a parameter; the module owns it from now on.</summary>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null) return;
                CheckName(name, ownParameters.ContainsKey(name) && !ReferenceEquals(ownParameters[name], param));
                param.DetachFromDisposeScope();
                ownParameters.Set(name, param);
            }

            /// <summary>Adds a tensor that moves with the module but is not trained; only a persistent one is in the state_dict.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null) return;
                CheckName(name, ownBuffers.ContainsKey(name) && !ReferenceEquals(ownBuffers[name], tensor));
                tensor.DetachFromDisposeScope();
                ownBuffers.Set(name, tensor);
                if (!persistent) transient.Add(name);
            }

            private void CheckName(string component, bool taken)
            {
                if (string.IsNullOrEmpty(component) || component.Contains('.'))
                    throw new ArgumentException($"'{component}' cannot name a part of {name}: it must not be empty or have a dot.");
                if (taken) throw new ArgumentException($"{name} has a part named '{component}' already.");
            }

            /// <summary>Replaces a buffer or parameter under its name.</summary>
            internal void Replace(string name, Tensor? before, Tensor after)
            {
                after.DetachFromDisposeScope();
                if (after is Parameter parameter) ownParameters.Set(name, parameter);
                else ownBuffers.Set(name, after);
                if (before is not null && !ReferenceEquals(before, after)) before.Dispose();
            }

            /// <summary>Forgets all sub-modules, for lists that are renumbered.</summary>
            internal void ClearModules() => submodules.Clear();

            /// <summary>Calls a function on every part, innermost first, and on this module. Returns this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (Module child in submodules.Values) child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Forgets the gradients of all parameters, or sets them to 0.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }
                    using Tensor? gradient = parameter.grad;
                    using IDisposable mode = no_grad();
                    gradient?.zero_();
                }
            }

            /// <summary>Disposes parameters, buffers and sub-modules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (Parameter parameter in ownParameters.Values) parameter.Dispose();
                foreach (Tensor buffer in ownBuffers.Values) buffer.Dispose();
                foreach (Module child in submodules.Values) child.Dispose();
            }

            /// <summary>Disposes parameters, buffers and sub-modules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }
        }

        /// <summary>Names in the order in which they came.</summary>
        internal sealed class OrderedNames<T> where T : class
        {
            private readonly List<string> order = [];
            private readonly Dictionary<string, T> items = [];

            internal T this[string name] => items[name];
            internal IEnumerable<string> Keys => order;
            internal IEnumerable<T> Values => order.Select(name => items[name]);
            internal bool ContainsKey(string name) => items.ContainsKey(name);

            internal void Set(string name, T item)
            {
                if (!items.ContainsKey(name)) order.Add(name);
                items[name] = item;
            }

            internal void Clear()
            {
                order.Clear();
                items.Clear();
            }
        }
    }
}
