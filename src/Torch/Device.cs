using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The first CUDA device.</summary>
    public static Device CUDA { get; } = new(DeviceType.CUDA, 0);

    /// <summary>A device from a description such as "cpu", "cuda" or "cuda:1".</summary>
    public static Device device(string description) => new(description);

    /// <summary>A device from its kind as text and its index.</summary>
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    /// <summary>A device from its kind and index.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>The CUDA device of an index.</summary>
    public static Device device(int index) => new(index);

    /// <summary>Where a tensor lives: the kind of device and which one of it.</summary>
    public class Device
    {
        /// <summary>The kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Which one, from 0; -1 for the current one (always for the CPU).</summary>
        public int index { get; }

        /// <summary>A device from a description such as "cpu", "cuda" or "cuda:1".</summary>
        /// <exception cref="FormatException">The description names no device.</exception>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            int number = -1;
            bool known = parts.Length <= 2 && Enum.TryParse(parts[0], ignoreCase: true, out DeviceType kind) && !char.IsDigit(parts[0][0]);
            if (known && parts.Length == 2) known = int.TryParse(parts[1], CultureInfo.InvariantCulture, out number) && number >= 0;
            if (!known) throw new FormatException($"'{description}' names no device; use cpu, cuda or cuda:N.");
            type = Enum.Parse<DeviceType>(parts[0], ignoreCase: true);
            index = type == DeviceType.CUDA && number < 0 ? 0 : number;
        }

        /// <summary>A device from its kind as text and its index.</summary>
        public Device(string deviceType, int index = -1) : this(new Device(deviceType).type, index) { }

        /// <summary>A device from its kind and index; CUDA without an index is device 0.</summary>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = deviceType == DeviceType.CUDA && index < 0 ? 0 : index;
        }

        /// <summary>The CUDA device of an index.</summary>
        public Device(int index) : this(DeviceType.CUDA, index) { }

        /// <summary>"cpu" or "cuda:0".</summary>
        public override string ToString() =>
            type == DeviceType.CPU ? "cpu" : type.ToString().ToLowerInvariant() + (index >= 0 ? $":{index}" : "");

        /// <summary>A device from its description.</summary>
        public static implicit operator Device(string description) => new(description);
    }
}
