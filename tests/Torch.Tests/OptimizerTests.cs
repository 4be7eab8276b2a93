using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Torch.Tests;

public class OptimizerTests
{
    private static optim.Optimizer Make(string kind, Parameter[] parameters) => kind switch
    {
        "adam" => optim.Adam(parameters, 0.01),
        "adam_decay" => optim.Adam(parameters, 0.01, weight_decay: 0.1, amsgrad: true),
        "adamw" => optim.AdamW(parameters, 0.01, weight_decay: 0.1),
        _ => optim.SGD(parameters, 0.05, momentum: 0.9, weight_decay: 0.01),
    };

    private static void Step(optim.Optimizer optimizer, Tensor x, Parameter weight, Parameter bias)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        nn.functional.conv2d(x, weight, bias).square().mean().backward();
        optimizer.step();
    }

    private static Parameter[] Start() => [nn.Parameter(Golden.Ramp(3, 2, 3, 3)), nn.Parameter(Golden.Ramp(3))];

    [Theory]
    [InlineData("adam")]
    [InlineData("adam_decay")]
    [InlineData("adamw")]
    [InlineData("sgd")]
    public void Ten_steps_give_the_weights_of_PyTorch(string kind)
    {
        using var scope = NewDisposeScope();
        Tensor x = Golden.Ramp(1, 2, 6, 5);
        Parameter[] p = Start();
        using optim.Optimizer optimizer = Make(kind, p);
        for (int step = 0; step < 10; step++) Step(optimizer, x, p[0], p[1]);
        Golden.Check(kind, cat([p[0].flatten(), p[1]]), 2e-6);
    }

    [Fact]
    public void Adam_goes_on_from_a_copied_state_as_if_it_had_never_stopped()
    {
        using var scope = NewDisposeScope();
        Tensor x = Golden.Ramp(1, 2, 6, 5);
        Parameter[] whole = Start();
        using var straight = optim.Adam(whole, 0.01);
        for (int step = 0; step < 5; step++) Step(straight, x, whole[0], whole[1]);

        Parameter[] resumed = [.. whole.Select(p => nn.Parameter(p.detach().clone()))];
        using var second = optim.Adam(resumed, 0.5);
        // what a checkpoint does: read the live state and copy the saved values into it
        var from = straight.state_dict().State.Cast<Adam.State>().ToArray();
        var to = second.state_dict().State.Cast<Adam.State>().ToArray();
        for (int k = 0; k < from.Length; k++)
        {
            to[k].step = from[k].step;
            to[k].exp_avg.copy_(from[k].exp_avg);
            to[k].exp_avg_sq.copy_(from[k].exp_avg_sq);
        }
        foreach (optim.ILearningRateController group in second.ParamGroups) group.LearningRate = 0.01;
        for (int step = 0; step < 5; step++)
        {
            Step(straight, x, whole[0], whole[1]);
            Step(second, x, resumed[0], resumed[1]);
        }
        Assert.True(whole[0].Equals(resumed[0]));
        Assert.True(whole[1].Equals(resumed[1]));
    }

    [Fact]
    public void Parameters_without_a_gradient_stay()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = Start();
        using var optimizer = optim.Adam(p, 0.1);
        optimizer.step();
        Assert.True(p[0].Equals(Golden.Ramp(3, 2, 3, 3)));
    }
}
