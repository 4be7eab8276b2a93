using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters with their names, this module's first, then those of the parts in their order.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                foreach (string key in ownParameters.Keys) yield return (key, ownParameters[key]);
                if (!recurse) yield break;
                foreach (string child in submodules.Keys)
                    foreach ((string key, Parameter parameter) in submodules[child].named_parameters())
                        yield return ($"{child}.{key}", parameter);
            }

            /// <summary>Parameters of this module and its parts, each once.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(p => p.parameter).Distinct<Parameter>(ReferenceEqualityComparer.Instance);

            /// <summary>Buffers with their names, this module's first, then those of the parts in their order.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (string key in ownBuffers.Keys)
                    if (include_nonpersistent || !transient.Contains(key)) yield return (key, ownBuffers[key]);
                if (!recurse) yield break;
                foreach (string child in submodules.Keys)
                    foreach ((string key, Tensor buffer) in submodules[child].named_buffers(true, include_nonpersistent))
                        yield return ($"{child}.{key}", buffer);
            }

            /// <summary>Buffers of this module and its parts.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            /// <summary>The direct parts with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => submodules.Keys.Select(key => (key, submodules[key]));

            /// <summary>The direct parts.</summary>
            public virtual IEnumerable<Module> children() => submodules.Values;

            /// <summary>All parts at every depth with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (string child in submodules.Keys)
                {
                    yield return (child, submodules[child]);
                    foreach ((string key, Module module) in submodules[child].named_modules()) yield return ($"{child}.{key}", module);
                }
            }

            /// <summary>All parts at every depth.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <summary>True when this module or a part has such a parameter.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>True when this module or a part has such a buffer.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>The parameter of a name such as "down.conv.weight"; null when there is none.</summary>
            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(p => p.name == target).parameter;

            /// <summary>The buffer of a name; null when there is none.</summary>
            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(b => b.name == target).buffer;

            /// <summary>Parameters and persistent buffers by name; the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string before = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach ((string key, Parameter parameter) in named_parameters()) destination[before + key] = parameter;
                foreach ((string key, Tensor buffer) in named_buffers(include_nonpersistent: false)) destination[before + key] = buffer;
                return destination;
            }

            /// <summary>Copies tensors into the parameters and buffers of the same names, converting type and device.</summary>
            /// <returns>Names that the source lacks and names of the source that this module lacks.</returns>
            /// <exception cref="InvalidOperationException">A name is missing or unknown while strict, or a shape differs.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> own = state_dict();
                string[] missing = own.Keys.Where(key => !source.ContainsKey(key) && skip?.Contains(key) != true).ToArray();
                string[] unknown = source.Keys.Where(key => !own.ContainsKey(key) && skip?.Contains(key) != true).ToArray();
                if (strict && missing.Length + unknown.Length > 0)
                    throw new InvalidOperationException(
                        $"The state does not fit {GetName()}: missing [{string.Join(", ", missing)}], unknown [{string.Join(", ", unknown)}].");
                foreach ((string key, Tensor tensor) in own)
                    if (source.TryGetValue(key, out Tensor? value) && skip?.Contains(key) != true && !value.shape.SequenceEqual(tensor.shape))
                        throw new InvalidOperationException(
                            $"{key} has shape [{string.Join(", ", value.shape)}] in the state, {GetName()} needs [{string.Join(", ", tensor.shape)}].");
                using IDisposable mode = no_grad();
                foreach ((string key, Tensor tensor) in own)
                    if (source.TryGetValue(key, out Tensor? value) && skip?.Contains(key) != true) tensor.copy_(value);
                return (missing, unknown);
            }

            /// <summary>Moves parameters and buffers; real-valued ones also take the element type. They stay the same objects.</summary>
            internal virtual void Move(ScalarType? type, Device? device, bool nonBlocking)
            {
                using IDisposable mode = no_grad();
                foreach (Parameter parameter in parameters())
                {
                    Move(parameter, type, device, nonBlocking);
                    using Tensor? gradient = parameter.grad;
                    if (gradient is null) continue;
                    using Tensor moved = gradient.to(type ?? gradient.dtype, device ?? gradient.device, non_blocking: nonBlocking);
                    parameter.grad = moved;
                }
                foreach (Tensor buffer in buffers()) Move(buffer, type, device, nonBlocking);
            }

            private static void Move(Tensor tensor, ScalarType? type, Device? device, bool nonBlocking)
            {
                ScalarType wanted = type is { } t && tensor.is_floating_point() ? t : tensor.dtype;
                Device where = device ?? tensor.device;
                if (wanted == tensor.dtype && where.type == tensor.device_type && where.index == tensor.device_index) return;
                using Tensor moved = tensor.to(wanted, where, non_blocking: nonBlocking);
                tensor.SetData(moved);
            }
        }
    }
}
