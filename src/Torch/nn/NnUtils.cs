using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Work on the parameters of a network.</summary>
        public static class utils
        {
            /// <summary>
            /// Scales all gradients together so that the norm of all of them is at most max_norm. Returns the norm before.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using DisposeScope scope = NewDisposeScope();
                using IDisposable mode = no_grad();
                Tensor[] gradients = tensors.Select(p => p.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0) return 0;
                Tensor total = stack(gradients.Select(g => g.norm((float)norm_type).to(gradients[0].device))).norm((float)norm_type);
                double norm = total.ToScalar().ToDouble();
                double factor = max_norm / (norm + 1e-6);
                if (factor < 1)
                    foreach (Tensor gradient in gradients) gradient.mul_(factor);
                return norm;
            }

            /// <summary>Limits every element of the gradients to +-clip_value.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using DisposeScope scope = NewDisposeScope();
                using IDisposable mode = no_grad();
                foreach (Tensor gradient in tensors.Select(p => p.grad).OfType<Tensor>()) gradient.clamp_(-clip_value, clip_value);
            }
        }
    }
}
