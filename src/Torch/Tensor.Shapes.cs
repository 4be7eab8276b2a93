using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements in another shape; one size may be -1. A view where possible.</summary>
        public Tensor reshape(params long[] shape) => Ops.reshape.Call(this, shape);

        /// <summary>A view in another shape; one size may be -1.</summary>
        public Tensor view(params long[] shape) => Ops.view.Call(this, shape);

        /// <summary>Joins a range of dimensions into one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.flatten_using_ints.Call(this, start_dim, end_dim);

        /// <summary>A view with its dimensions in another order.</summary>
        public Tensor permute(params long[] permutation) => Ops.permute.Call(this, permutation);

        /// <summary>A view with two dimensions swapped.</summary>
        public Tensor transpose(long dim0, long dim1) => Ops.transpose_int.Call(this, dim0, dim1);

        /// <summary>The transpose of a matrix, a view.</summary>
        public Tensor t() => Ops.t.Call(this);

        /// <summary>A view without a dimension of size 1, or without any of them.</summary>
        public Tensor squeeze(long? dim = null) => dim is { } d ? Ops.squeeze_dim.Call(this, d) : Ops.squeeze.Call(this);

        /// <summary>A view with a new dimension of size 1.</summary>
        public Tensor unsqueeze(long dim) => Ops.unsqueeze.Call(this, dim);

        /// <summary>A view that repeats dimensions of size 1; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => Ops.expand.Call(this, sizes);

        /// <summary>A view repeated to the shape of another tensor.</summary>
        public Tensor expand_as(Tensor other) => Ops.expand_as.Call(this, other);

        /// <summary>A view broadcast to a shape.</summary>
        public Tensor broadcast_to(params long[] shape) => Ops.broadcast_to.Call(this, shape);

        /// <summary>A copy repeated along each dimension.</summary>
        public Tensor repeat(params long[] sizes) => Ops.repeat.Call(this, sizes);

        /// <summary>A copy repeated along each dimension.</summary>
        public Tensor tile(long[] reps) => Ops.tile.Call(this, reps);

        /// <summary>Each element repeated along a dimension.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Ops.repeat_interleave_self_int.Call(this, repeats, dim);

        /// <summary>A copy reversed along dimensions.</summary>
        public Tensor flip(params long[] dims) => Ops.flip.Call(this, dims);

        /// <summary>A copy reversed along dimension 1.</summary>
        public Tensor fliplr() => Ops.fliplr.Call(this);

        /// <summary>A copy reversed along dimension 0.</summary>
        public Tensor flipud() => Ops.flipud.Call(this);

        /// <summary>A copy turned k times by 90 degrees in the plane of two dimensions, from the first towards the second.</summary>
        public Tensor rot90(long k = 1, (long, long)? dims = null)
        {
            (long from, long to) = dims ?? (0, 1);
            return Ops.rot90.Call(this, k, new[] { from, to });
        }

        /// <summary>A copy shifted cyclically along dimensions.</summary>
        public Tensor roll(long[] shifts, long[] dims) => Ops.roll.Call(this, shifts, dims);

        /// <summary>A view of length elements of a dimension, from start on.</summary>
        public Tensor narrow(long dim, long start, long length) => Ops.narrow.Call(this, dim, start, length);

        /// <summary>A view of every step-th element of a dimension from start up to, not including, finish.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => Ops.slice_Tensor.Call(this, dim, start, finish, step);

        /// <summary>A view of one element of a dimension, which disappears.</summary>
        public Tensor select(long dim, long index) => Ops.select_int.Call(this, dim, index);

        /// <summary>A copy of the chosen elements of a dimension.</summary>
        public Tensor index_select(long dim, Tensor index) => Ops.index_select.Call(this, dim, index);

        /// <summary>The elements that an index names along a dimension.</summary>
        public Tensor gather(long dim, Tensor index) => Ops.gather.Call(this, dim, index);

        /// <summary>Writes elements where an index says along a dimension.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            Ops.scatter__src.InPlace(this, dim, index, src);
            return this;
        }

        /// <summary>Adds elements where an index says along a dimension.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            Ops.scatter_add_.InPlace(this, dim, index, src);
            return this;
        }

        /// <summary>Views of the elements of a dimension.</summary>
        public Tensor[] unbind(long dimension = 0) => Ops.unbind_int.List(this, dimension);

        /// <summary>Views of at most size elements of a dimension each.</summary>
        public Tensor[] split(long size, int dim = 0) => Ops.split_Tensor.List(this, size, dim);

        /// <summary>Views of given sizes along a dimension.</summary>
        public Tensor[] split(long[] sizes, long dim = 0) => Ops.split_sizes.List(this, sizes, dim);

        /// <summary>At most chunks views of about equal size along a dimension.</summary>
        public Tensor[] chunk(long chunks, long dim = 0) => Ops.chunk.List(this, chunks, dim);

        /// <summary>A view with given sizes and strides (in elements) of the same memory.</summary>
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Ops.as_strided.Call(this, size, strides, storageOffset);

        /// <summary>This tensor in row-major memory; a copy when it is not already.</summary>
        public Tensor contiguous() => Ops.contiguous.Call(this);

        /// <summary>A copy with the same memory layout, part of the graph.</summary>
        public Tensor clone() => Ops.clone.Call(this);

        /// <summary>The part on and below a diagonal.</summary>
        public Tensor tril(long diagonal = 0) => Ops.tril.Call(this, diagonal);

        /// <summary>The part on and above a diagonal.</summary>
        public Tensor triu(long diagonal = 0) => Ops.triu.Call(this, diagonal);

        /// <summary>A view of a diagonal.</summary>
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Ops.diagonal.Call(this, offset, dim1, dim2);

        /// <summary>A view with dimensions moved.</summary>
        public Tensor movedim(long[] source, long[] destination) => Ops.movedim_intlist.Call(this, source, destination);
    }

    /// <summary>A view without a dimension of size 1, or without any of them.</summary>
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);

    /// <summary>At most chunks views of about equal size along a dimension.</summary>
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);

    /// <summary>The elements that an index names along a dimension.</summary>
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);

    /// <summary>A copy of the chosen elements of a dimension.</summary>
    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);

    /// <summary>A view with dimensions moved.</summary>
    public static Tensor movedim(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);

    /// <summary>A view of length elements of a dimension, from start on.</summary>
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);

    /// <summary>A view with its dimensions in another order.</summary>
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);

    /// <summary>The elements in another shape; one size may be -1. A view where possible.</summary>
    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);

    /// <summary>A view of one element of a dimension, which disappears.</summary>
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);

    /// <summary>Views of given sizes along a dimension.</summary>
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => tensor.split(split_size_or_sections, dim);

    /// <summary>The transpose of a matrix, a view.</summary>
    public static Tensor t(Tensor input) => input.t();

    /// <summary>A copy repeated along each dimension.</summary>
    public static Tensor tile(Tensor input, long[] dims) => input.tile(dims);

    /// <summary>A view with two dimensions swapped.</summary>
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);

    /// <summary>Views of the elements of a dimension.</summary>
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);

    /// <summary>A view with a new dimension of size 1.</summary>
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);

    /// <summary>A view broadcast to a shape.</summary>
    public static Tensor broadcast_to(Tensor input, params long[] shape) => input.broadcast_to(shape);

    /// <summary>A copy with the same memory layout, part of the graph.</summary>
    public static Tensor clone(Tensor input) => input.clone();

    /// <summary>A view of a diagonal.</summary>
    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1) => input.diagonal(offset, dim1, dim2);

    /// <summary>Joins a range of dimensions into one.</summary>
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);

    /// <summary>A copy reversed along dimensions.</summary>
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    /// <summary>A copy reversed along dimension 1.</summary>
    public static Tensor fliplr(Tensor input) => input.fliplr();

    /// <summary>A copy reversed along dimension 0.</summary>
    public static Tensor flipud(Tensor input) => input.flipud();

    /// <summary>A copy turned k times by 90 degrees in the plane of two dimensions, from the first towards the second.</summary>
    public static Tensor rot90(Tensor input, long k = 1, (long, long)? dims = null) => input.rot90(k, dims);

    /// <summary>Each element repeated along a dimension.</summary>
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    /// <summary>A copy shifted cyclically along dimensions.</summary>
    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);

    /// <summary>The part on and below a diagonal.</summary>
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);

    /// <summary>The part on and above a diagonal.</summary>
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);

    /// <summary>Joins tensors along a dimension; the other sizes must agree.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Ops.cat.Call(tensors.ToArray(), dim);

    /// <summary>Joins tensors along a dimension; the other sizes must agree.</summary>
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => Ops.cat.Call(tensors.ToArray(), dim);

    /// <summary>Joins tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Ops.stack.Call(tensors.ToArray(), dim);

    /// <summary>Grids of coordinates from vectors; indexing is ij or xy.</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Ops.meshgrid_indexing.List(tensors.ToArray(), indexing);
}
