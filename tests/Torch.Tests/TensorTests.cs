using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;

namespace FijiBridge.Torch.Tests;

public class TensorTests
{
    private static float[] Values(torch.Tensor tensor) => tensor.data<float>().ToArray();

    [Fact]
    public void Factories_give_shape_type_and_values()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal([0f, 0f, 0f, 0f, 0f, 0f], Values(torch.zeros(2, 3)));
        Assert.Equal([2L, 3L], torch.ones(2, 3).shape);
        Assert.Equal([0L, 1L, 2L, 3L], torch.arange(4).data<long>().ToArray());
        Assert.Equal([1f, 1.5f, 2f], Values(torch.arange(1f, 2.5f, 0.5f)));
        Assert.Equal([7f, 7f], Values(torch.full([2], 7, torch.ScalarType.Float32)));
        Assert.Equal(torch.ScalarType.Float32, torch.rand(3).dtype);
        Assert.Equal(torch.ScalarType.Int64, torch.randint(5, [3]).dtype);
        Assert.Equal([1f, 0f, 0f, 1f], Values(torch.eye(2)));
        Assert.Equal([0f, 0.5f, 1f], Values(torch.linspace(0, 1, 3)));
    }

    [Fact]
    public void Arrays_of_every_rank_become_tensors_in_row_major_order()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor matrix = torch.tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([2L, 3L], matrix.shape);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], Values(matrix));
        Assert.Equal(6f, matrix.data<float>()[1, 2]);
        torch.Tensor same = torch.tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        Assert.True(same.Equals(matrix));
        Assert.Equal([1L, 2L], torch.tensor(new long[] { 1, 2 }).data<long>().ToArray());
        Assert.Equal([2L, 1L, 3L], torch.from_array(new int[2, 1, 3]).shape);
    }

    [Fact]
    public void Data_of_a_transposed_view_is_read_in_the_order_of_its_shape()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor view = torch.tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }).t();
        Assert.False(view.is_contiguous());
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], Values(view));
    }

    [Fact]
    public void Data_can_be_written_and_bytes_are_the_memory()
    {
        using torch.Tensor tensor = torch.zeros(3);
        tensor.data<float>().CopyFrom([1f, 2f, 3f]);
        Assert.Equal([1f, 2f, 3f], MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray());
    }

    [Fact]
    public void Operators_compute_element_by_element_and_broadcast()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor a = torch.tensor(new float[] { 1, 2, 4 });
        torch.Tensor b = torch.tensor(new float[] { 2, 2, 2 });
        Assert.Equal([3f, 4f, 6f], Values(a + b));
        Assert.Equal([-1f, 0f, 2f], Values(a - b));
        Assert.Equal([2f, 4f, 8f], Values(a * b));
        Assert.Equal([0.5f, 1f, 2f], Values(a / b));
        Assert.Equal([2f, 3f, 5f], Values(1 + a));
        Assert.Equal([9f, 8f, 6f], Values(10 - a));
        Assert.Equal([4f, 2f, 1f], Values(4 / a));
        Assert.Equal([-1f, -2f, -4f], Values(-a));
        Assert.Equal([1f, 0f, 0f], Values(a % 2));
        Assert.Equal([false, true, false], (a == b).data<bool>().ToArray());
        Assert.Equal([false, false, true], (a > 2).data<bool>().ToArray());
        Assert.Equal([2L, 3L], (torch.ones(2, 1) + a).shape);
        Assert.Equal([false, true, true], (~(a == 1)).data<bool>().ToArray());
    }

    [Fact]
    public void In_place_functions_change_the_tensor_and_return_it()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor a = torch.tensor(new float[] { -1, 2 });
        Assert.Same(a, a.add_(1).mul_(3));
        Assert.Equal([0f, 9f], Values(a));
        a.fill_(-2).relu_();
        Assert.Equal([0f, 0f], Values(a));
        a.copy_(torch.tensor(new double[] { 1, 2 })).addcmul_(a, a, 2);
        Assert.Equal([3f, 10f], Values(a));
    }

    [Fact]
    public void Reductions_run_over_all_or_chosen_dimensions()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor a = torch.tensor(new float[,] { { 1, 5, 3 }, { 4, 2, 6 } });
        Assert.Equal(21f, a.sum().item<float>());
        Assert.Equal([9f, 12f], Values(a.sum(1)));
        Assert.Equal([5f, 7f, 9f], Values(a.sum([0L])));
        Assert.Equal(3.5f, a.mean().item<float>());
        Assert.Equal([3f, 4f], Values(a.mean([1L])));
        (torch.Tensor values, torch.Tensor indices) = a.max(1);
        Assert.Equal([5f, 6f], Values(values));
        Assert.Equal([1L, 2L], indices.data<long>().ToArray());
        Assert.Equal([1L, 2L], a.argmax(1).data<long>().ToArray());
        Assert.Equal(1f, a.min().item<float>());
        Assert.Equal(Math.Sqrt(3.5), a.std().item<float>(), 1e-6);
        Assert.True((bool)(a > 0).all());
        Assert.Equal([1f, 2f, 3f], Values(torch.maximum(torch.tensor(new float[] { 1, 0, 3 }), torch.tensor(new float[] { 0, 2, 0 }))));
    }

    [Fact]
    public void Shapes_change_without_changing_values()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor a = torch.arange(6).reshape(2, 3);
        Assert.Equal([3L, 2L], a.permute(1, 0).shape);
        Assert.Equal([2L, 1L, 3L], a.unsqueeze(1).shape);
        Assert.Equal([6L], a.flatten().shape);
        Assert.Equal([2L, 1L, 0L, 5L, 4L, 3L], a.flip(1).data<long>().ToArray());
        Assert.Equal([2L, 5L, 1L, 4L, 0L, 3L], torch.rot90(a).data<long>().ToArray());
        Assert.Equal([4L, 3L], torch.cat([a, a], 0).shape);
        Assert.Equal([2L, 2L, 3L], torch.stack([a, a], 1).shape);
        Assert.Equal([1L, 2L], a.narrow(1, 1, 2)[0].data<long>().ToArray());
        Assert.Equal([2L, 2L], a.slice(1, 0, 3, 2).shape);
        Assert.Equal([3L, 3L], a.split(1).Select(t => t.numel()));
        Assert.Equal([0L, 3L, 1L, 4L, 2L, 5L], a.transpose(0, 1).contiguous().data<long>().ToArray());
    }

    [Fact]
    public void Index_expressions_choose_numbers_slices_axes_and_masks()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor a = torch.arange(24).reshape(2, 3, 4);
        Assert.Equal([3L, 4L], a[1].shape);
        Assert.Equal(23L, a[1, 2, 3].item<long>());
        Assert.Equal([1L, 3L, 2L], a[torch.TensorIndex.Slice(1), torch.TensorIndex.Ellipsis, torch.TensorIndex.Slice(0, 4, 2)].shape);
        Assert.Equal([2L, 1L, 3L, 4L], a[torch.TensorIndex.Colon, torch.TensorIndex.None].shape);
        Assert.Equal([20L, 21L, 22L, 23L], a[a > 19].data<long>().ToArray());
        Assert.Equal([3L, 11L, 15L, 23L], a[torch.TensorIndex.Colon,
            torch.TensorIndex.Tensor(torch.tensor(new long[] { 0, 2 })), torch.TensorIndex.Single(3)].flatten().data<long>().ToArray());
        a[1, 2, 3] = torch.tensor(-1L);
        a[torch.TensorIndex.Ellipsis, torch.TensorIndex.Single(0)] = torch.tensor(7L);
        Assert.Equal(-1L, a.min().item<long>());
        Assert.Equal(42L, a[torch.TensorIndex.Ellipsis, torch.TensorIndex.Slice(0, 1)].sum().item<long>());
        Assert.Equal([2L, 3L], a[torch.TensorIndex.Ellipsis, ^1].shape);
    }

    [Fact]
    public void Conversion_changes_type_and_keeps_rounding_rules()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor a = torch.tensor(new float[] { 1.7f, -1.7f });
        Assert.Equal([1L, -1L], a.to(torch.ScalarType.Int64).data<long>().ToArray());
        Assert.Equal(torch.ScalarType.BFloat16, a.bfloat16().dtype);
        Assert.Equal([1.703125f, -1.703125f], Values(a.bfloat16().to_type(torch.float32)));
        Assert.Equal([true, true], a.@bool().data<bool>().ToArray());
        Assert.Equal(torch.ScalarType.Float64, torch.tensor(new float[] { 1 }, dtype: torch.float64).dtype);
    }

    [Fact]
    public void A_shape_mismatch_arrives_with_libtorchs_own_words()
    {
        using var scope = torch.NewDisposeScope();
        var failure = Assert.ThrowsAny<Exception>(() => torch.ones(2, 3) + torch.ones(4));
        Assert.Contains("must match the size of tensor b (4)", failure.Message);
        var product = Assert.ThrowsAny<Exception>(() => torch.ones(2, 3).matmul(torch.ones(2, 3)));
        Assert.Contains("cannot be multiplied", product.Message);
    }

    [Fact]
    public void Reading_elements_as_the_wrong_type_is_refused()
    {
        using torch.Tensor tensor = torch.zeros(2);
        Assert.ThrowsAny<Exception>(() => tensor.data<int>().ToArray());
        Assert.ThrowsAny<Exception>(() => torch.zeros(2).item<float>());
    }

    [Fact]
    public void The_seed_decides_the_random_numbers()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(5);
        float[] first = Values(torch.randn(8));
        torch.manual_seed(5);
        Assert.Equal(first, Values(torch.randn(8)));
        using var mine = new torch.Generator(5);
        Assert.Equal(first, Values(torch.randn(8, generator: mine)));
        torch.Tensor state = mine.get_state();
        float[] next = Values(torch.rand(3, generator: mine));
        mine.set_state(state);
        Assert.Equal(next, Values(torch.rand(3, generator: mine)));
    }
}
