using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Fills with uniform numbers of [from, to).</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null)
        {
            Ops.uniform_.InPlace(this, @from, to, generator);
            return this;
        }

        /// <summary>Fills with normal numbers.</summary>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            Ops.normal_.InPlace(this, mean, std, generator);
            return this;
        }

        /// <summary>Fills with 1 at probability p and 0 else.</summary>
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null)
        {
            Ops.bernoulli__float.InPlace(this, p, generator);
            return this;
        }

        /// <summary>1 with the probability that each element gives, 0 else.</summary>
        public Tensor bernoulli(Generator? generator = null) => Ops.bernoulli.Call(this, generator);

        /// <summary>Fills with whole numbers of [from, to).</summary>
        public Tensor random_(double from, double to, Generator? generator = null)
        {
            Ops.random__from.InPlace(this, (long)@from, (long)to, generator);
            return this;
        }

        /// <summary>Indices drawn with the weights that each row gives.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Ops.multinomial.Call(this, num_samples, replacement, generator);

        /// <summary>A tensor of the same shape; type and device too unless given.</summary>
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.zeros_like.Call(this, dtype, Arg.None, device).with_requires_grad(requires_grad);

        /// <summary>A tensor of the same shape; type and device too unless given.</summary>
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.ones_like.Call(this, dtype, Arg.None, device).with_requires_grad(requires_grad);

        /// <summary>A tensor of the same shape; type and device too unless given.</summary>
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.empty_like.Call(this, dtype, Arg.None, device).with_requires_grad(requires_grad);

        /// <summary>A tensor of the same shape; type and device too unless given.</summary>
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.rand_like.Call(this, dtype, Arg.None, device).with_requires_grad(requires_grad);

        /// <summary>A tensor of the same shape; type and device too unless given.</summary>
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.randn_like.Call(this, dtype, Arg.None, device).with_requires_grad(requires_grad);

        /// <summary>A tensor of the same shape filled with a value.</summary>
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.full_like.Call(this, value, dtype, Arg.None, device).with_requires_grad(requires_grad);
    }

    /// <summary>A tensor of the same shape; type and device too unless given.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.zeros_like(dtype, device, requires_grad);

    /// <summary>A tensor of the same shape; type and device too unless given.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.ones_like(dtype, device, requires_grad);

    /// <summary>A tensor of the same shape; type and device too unless given.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.empty_like(dtype, device, requires_grad);

    /// <summary>A tensor of the same shape; type and device too unless given.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.rand_like(dtype, device, requires_grad);

    /// <summary>A tensor of the same shape; type and device too unless given.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randn_like(dtype, device, requires_grad);

    /// <summary>A tensor of the same shape filled with a value.</summary>
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.full_like(value, dtype, device, requires_grad);
}
