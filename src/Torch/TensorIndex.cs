using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One part of an index expression: a number, a slice, a tensor, "..." or a new axis.</summary>
    public struct TensorIndex
    {
        internal enum Kind { None, Ellipsis, Single, Bool, Slice, Tensor, Null }

        internal readonly Kind What;
        internal readonly long? Start;
        internal readonly long? Stop;
        internal readonly long? Step;
        internal readonly Tensor? Chosen;

        private TensorIndex(Kind what, long? start = null, long? stop = null, long? step = null, Tensor? chosen = null) =>
            (What, Start, Stop, Step, Chosen) = (what, start, stop, step, chosen);

        /// <summary>All dimensions that the other parts do not name.</summary>
        public static readonly TensorIndex Ellipsis = new(Kind.Ellipsis);

        /// <summary>A new dimension of size 1.</summary>
        public static readonly TensorIndex None = new(Kind.None);

        /// <summary>A new dimension of size 1.</summary>
        public static readonly TensorIndex Null = new(Kind.Null);

        /// <summary>A whole dimension.</summary>
        public static readonly TensorIndex Colon = Slice();

        /// <summary>Every step-th element from start up to, not including, stop.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kind.Slice, start, stop, step);

        /// <summary>The elements of a C# range.</summary>
        public static TensorIndex Slice(Range range) => new(Kind.Slice, From(range.Start), range.End.IsFromEnd && range.End.Value == 0 ? null : From(range.End));

        /// <summary>One element; the dimension disappears.</summary>
        public static TensorIndex Single(long? index) => new(Kind.Single, index);

        /// <summary>A new dimension, of size 1 when true and 0 when false.</summary>
        public static TensorIndex Bool(bool value) => new(Kind.Bool, value ? 1 : 0);

        /// <summary>The elements that a tensor of indices or truth values chooses.</summary>
        public static TensorIndex Tensor(Tensor tensor) => new(Kind.Tensor, chosen: tensor);

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        /// <summary>One element.</summary>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>The elements of a C# range.</summary>
        public static implicit operator TensorIndex(Range range) => Slice(range);

        /// <summary>One element, counted from either end.</summary>
        public static implicit operator TensorIndex(Index index) => Single(From(index));
    }

    public partial class Tensor
    {
        /// <summary>The part of the tensor that the indices choose; a view unless a tensor is among them.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor view, Tensor?[]? chosen) = Resolve(indices);
            return (chosen is null ? view == (object)this ? alias() : view : Ops.index_Tensor.Call(view, chosen)).MoveToOuterDisposeScope();
        }

        /// <summary>The elements that tensors of indices or truth values choose.</summary>
        public Tensor index(params Tensor[] indices) => Ops.index_Tensor.Call(this, indices);

        /// <summary>Sets the part of the tensor that the indices choose. Returns this tensor.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor view, Tensor?[]? chosen) = Resolve(indices);
            if (chosen is null) Ops.copy_.InPlace(view, value);
            else Ops.index_put_.InPlace(view, chosen, value);
            return this;
        }

        /// <summary>Sets the part of the tensor that the indices choose. Returns this tensor.</summary>
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor constant = full([], value, dtype, device);
            return index_put_(constant, indices);
        }

        /// <summary>The part of the tensor that the indices choose.</summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>The elements that tensors of indices or truth values choose.</summary>
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => Ops.index_put_.InPlace(this, indices, value);
        }

        /// <summary>A view of one element of the first dimension.</summary>
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Put(value, i1);
        }

        /// <summary>A view of one element of the first two dimensions.</summary>
        public Tensor this[long i1, long i2]
        {
            get => index(new TensorIndex[] { i1, i2 });
            set => Put(value, i1, i2);
        }

        /// <summary>A view of one element of the first three dimensions.</summary>
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(new TensorIndex[] { i1, i2, i3 });
            set => Put(value, i1, i2, i3);
        }

        /// <summary>A view of one element of the first four dimensions.</summary>
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(new TensorIndex[] { i1, i2, i3, i4 });
            set => Put(value, i1, i2, i3, i4);
        }

        private void Put(Tensor value, params TensorIndex[] indices) => index_put_(value, indices);

        /// <summary>Views for numbers, slices and axes; the tensors that remain, one per dimension of the view, or null.</summary>
        private (Tensor view, Tensor?[]? chosen) Resolve(TensorIndex[] indices)
        {
            Tensor view = this;
            var chosen = new List<Tensor?>();
            long dimension = 0;
            int named = indices.Count(i => i.What is TensorIndex.Kind.Single or TensorIndex.Kind.Slice)
                + indices.Sum(i => i.Chosen is { } t ? (int)(t.dtype == ScalarType.Bool ? t.dim() : 1) : 0);
            foreach (TensorIndex part in indices)
            {
                switch (part.What)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(dimension, part.Start ?? throw new ArgumentException("An index must have a value."));
                        break;
                    case TensorIndex.Kind.Slice:
                        view = Ops.slice_Tensor.Call(view, dimension, part.Start, part.Stop, part.Step ?? 1);
                        dimension++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dimension += dim() - named;
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(dimension++);
                        break;
                    case TensorIndex.Kind.Bool:
                        view = view.unsqueeze(dimension);
                        if (part.Start == 0) view = view.narrow(dimension, 0, 0);
                        dimension++;
                        break;
                    case TensorIndex.Kind.Tensor:
                        while (chosen.Count < dimension) chosen.Add(null);
                        chosen.Add(part.Chosen);
                        dimension += part.Chosen!.dtype == ScalarType.Bool ? part.Chosen.dim() : 1;
                        break;
                }
            }
            return (view, chosen.Count == 0 ? null : chosen.ToArray());
        }
    }
}
