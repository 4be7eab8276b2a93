using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>True when operations on this tensor are recorded for gradients.</summary>
        public bool requires_grad
        {
            get => TorchError.Check(NativeMethods.fbt_requires_grad(Handle)) != 0;
            set => TorchError.Check(NativeMethods.fbt_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>Switches recording for gradients on or off; returns this tensor.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Switches recording for gradients on; returns this tensor.</summary>
        public Tensor with_requires_grad(bool requires_grad = true)
        {
            if (requires_grad) this.requires_grad = true;
            return this;
        }

        /// <summary>True when the tensor was not made by a recorded operation.</summary>
        public bool is_leaf => TorchError.Check(NativeMethods.fbt_is_leaf(Handle)) != 0;

        /// <summary>Keeps the gradient of a tensor that is no leaf.</summary>
        public void retain_grad() => TorchError.Check(NativeMethods.fbt_retain_grad(Handle));

        /// <summary>The gradient that backward() accumulated, a new handle on it; null when there is none. Set null to forget it.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint result;
                return TorchError.Check(NativeMethods.fbt_grad(Handle, &result)) == 0 ? null : new Tensor(result, 0);
            }
            set => TorchError.Check(NativeMethods.fbt_set_grad(Handle, value?.Handle ?? 0));
        }

        /// <summary>Computes the gradient of this scalar with respect to every leaf and adds it to their grad.</summary>
        public void backward() => backward(null);

        /// <summary>Computes gradients and adds them to the grad of the leaves, or of the inputs alone when given.</summary>
        public unsafe void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
                                    IList<Tensor>? inputs = null)
        {
            nint root = Handle;
            nint[] grads = grad_tensors?.Select(t => t.Handle).ToArray() ?? [];
            nint[] leaves = inputs?.Select(t => t.Handle).ToArray() ?? [];
            fixed (nint* g = grads, l = leaves)
                TorchError.Check(NativeMethods.fbt_backward(&root, grads.Length == 0 ? null : g, 1, retain_graph || create_graph ? 1 : 0,
                                                            create_graph ? 1 : 0, l, leaves.Length));
            GC.KeepAlive(this);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        /// <summary>The same memory, not part of the graph.</summary>
        public Tensor detach() => Ops.detach.Call(this);

        /// <summary>Takes this tensor out of the graph; returns it.</summary>
        public Tensor detach_()
        {
            Ops.detach_.InPlace(this);
            return this;
        }

        /// <summary>Gives this leaf the memory and layout of another tensor.</summary>
        internal void SetData(Tensor data) => TorchError.Check(NativeMethods.fbt_set_data(Handle, data.Handle));
    }

    /// <summary>Gradients as values.</summary>
    public static class autograd
    {
        /// <summary>Gradients of the outputs with respect to the inputs, as new tensors; the grad of the leaves is left alone.</summary>
        public static unsafe IList<Tensor?> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
                                                bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] roots = outputs.Select(t => t.Handle).ToArray();
            nint[] leaves = inputs.Select(t => t.Handle).ToArray();
            nint[] grads = grad_outputs?.Select(t => t.Handle).ToArray() ?? [];
            nint[] results = new nint[leaves.Length];
            fixed (nint* r = roots, l = leaves, g = grads, o = results)
                TorchError.Check(NativeMethods.fbt_autograd_grad(r, grads.Length == 0 ? null : g, roots.Length, retain_graph ? 1 : 0,
                    create_graph ? 1 : 0, allow_unused ? 1 : 0, l, leaves.Length, o));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            return Array.ConvertAll(results, h => h == 0 ? null : new Tensor(h, 0));
        }
    }
}
