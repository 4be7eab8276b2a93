using TorchSharp.PInvoke;

namespace TorchSharp.Modules;

/// <summary>
/// One step of Adam (Kingma and Ba, 2015) or AdamW (Loshchilov and Hutter, 2019), in the order of operations of torch.optim.Adam, so
/// that the results are the same bits. On the CPU tensor by tensor; on a GPU all tensors of a kind in one call.
/// </summary>
internal static class AdamMath
{
    internal readonly record struct Rates(double LearningRate, double Beta1, double Beta2, double Eps, double WeightDecay, bool Decoupled,
        bool Maximize);

    internal readonly record struct Item(torch.Tensor Parameter, torch.Tensor Gradient, torch.Tensor ExpAvg, torch.Tensor ExpAvgSq,
        torch.Tensor? MaxExpAvgSq, long Step);

    internal static void Step(IReadOnlyList<Item> items, in Rates rates)
    {
        if (items.Count == 0) return;
        bool together = items[0].Parameter.is_cuda && rates is { WeightDecay: 0, Maximize: false }
            && items.All(i => i.MaxExpAvgSq is null && i.Step == items[0].Step && i.Parameter.dtype == items[0].Parameter.dtype);
        if (together) StepTogether(items, rates);
        else foreach (Item item in items) StepOne(item, rates);
    }

    private static void StepOne(in Item item, in Rates rates)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor gradient = rates.Maximize ? item.Gradient.neg() : item.Gradient;
        if (rates.WeightDecay != 0)
        {
            if (rates.Decoupled) item.Parameter.mul_(1 - rates.LearningRate * rates.WeightDecay);
            else gradient = gradient.add(item.Parameter, rates.WeightDecay);
        }
        item.ExpAvg.mul_(rates.Beta1).add_(gradient, 1 - rates.Beta1);
        item.ExpAvgSq.mul_(rates.Beta2).addcmul_(gradient, gradient, 1 - rates.Beta2);
        double correction1 = 1 - Math.Pow(rates.Beta1, item.Step);
        double correction2 = Math.Sqrt(1 - Math.Pow(rates.Beta2, item.Step));
        torch.Tensor second = item.ExpAvgSq;
        if (item.MaxExpAvgSq is not null)
        {
            using torch.Tensor larger = torch.maximum(item.MaxExpAvgSq, second);
            item.MaxExpAvgSq.copy_(larger);
            second = item.MaxExpAvgSq;
        }
        torch.Tensor denominator = second.sqrt().div_(correction2).add_(rates.Eps);
        item.Parameter.addcdiv_(item.ExpAvg, denominator, -(rates.LearningRate / correction1));
    }

    private static void StepTogether(IReadOnlyList<Item> items, in Rates rates)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor[] gradients = [.. items.Select(i => i.Gradient)];
        torch.Tensor[] means = [.. items.Select(i => i.ExpAvg)];
        torch.Tensor[] squares = [.. items.Select(i => i.ExpAvgSq)];
        torch.Tensor[] parameters = [.. items.Select(i => i.Parameter)];
        Ops._foreach_mul__Scalar.InPlace(means, rates.Beta1);
        Ops._foreach_add__List.InPlace(means, gradients, 1 - rates.Beta1);
        Ops._foreach_mul__Scalar.InPlace(squares, rates.Beta2);
        Ops._foreach_addcmul__Scalar.InPlace(squares, gradients, gradients, 1 - rates.Beta2);
        double correction1 = 1 - Math.Pow(rates.Beta1, items[0].Step);
        double correction2 = Math.Sqrt(1 - Math.Pow(rates.Beta2, items[0].Step));
        torch.Tensor[] denominators = Ops._foreach_sqrt.List((Arg)squares);
        Ops._foreach_div__Scalar.InPlace(denominators, correction2);
        Ops._foreach_add__Scalar.InPlace(denominators, rates.Eps);
        Ops._foreach_addcdiv__Scalar.InPlace(parameters, means, denominators, -(rates.LearningRate / correction1));
    }
}
