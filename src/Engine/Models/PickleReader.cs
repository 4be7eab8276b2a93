using System.Buffers.Binary;
using System.Text;

namespace FijiBridge.Engine.Models;

/// <summary>A class or function of Python that a pickle names; it is never run, only compared with a list of known ones.</summary>
/// <param name="Name">Module and name, for example "collections.OrderedDict".</param>
internal sealed record PickleGlobal(string Name);

/// <summary>
/// Reads Python's pickle format (protocols 2 to 4) as plain data: dictionaries, lists, tuples, text, numbers, truth values. A pickle
/// is a program for a small machine whose calls could be anything; here a call is handed to <see cref="Call"/>, which knows a few
/// functions by name and refuses the rest, so nothing from the file is ever run.
/// </summary>
internal abstract class PickleReader
{
    private static readonly object s_mark = new();
    private readonly byte[] _data;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;

    /// <summary>Prepares a pickle for reading.</summary>
    protected PickleReader(byte[] pickle) => _data = pickle;

    /// <summary>Reads the pickle to its end; gives its one object: Dictionary&lt;object, object?&gt;, List&lt;object?&gt;, object?[] (tuple), string, long, double, bool, null or what <see cref="Call"/> gives.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or names something that is not known.</exception>
    public object? Read()
    {
        try
        {
            while (Step(Next()))
            {
            }

            return Pop();
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidCastException or NullReferenceException or OverflowException)
        {
            throw new InvalidDataException($"its pickle is damaged at byte {_at}", e);
        }
    }

    /// <summary>The result of calling a global with arguments.</summary>
    /// <exception cref="InvalidDataException">The global is not known; the message names it.</exception>
    protected abstract object? Call(PickleGlobal function, object?[] arguments);

    /// <summary>The object that a persistent id stands for.</summary>
    protected abstract object? Persistent(object? id);

    /// <summary>The message about a global that is not known.</summary>
    protected static InvalidDataException Refused(PickleGlobal global) =>
        new($"it would run {global.Name}, and only tensors are taken from a file of a stranger");

    private bool Step(byte code)
    {
        switch (code)
        {
            case 0x80: // protocol
                _at++;
                break;
            case 0x95: // frame
                _at += 8;
                break;
            case (byte)'.':
                return false;
            case (byte)'(':
                _stack.Add(s_mark);
                break;
            case (byte)'0':
                _ = Pop();
                break;
            case (byte)'1':
                _ = PopToMark();
                break;
            case (byte)'2':
                _stack.Add(_stack[^1]);
                break;
            case (byte)'}':
                _stack.Add(new Dictionary<object, object?>());
                break;
            case (byte)']':
                _stack.Add(new List<object?>());
                break;
            case (byte)')':
                _stack.Add(Array.Empty<object?>());
                break;
            case (byte)'t':
                _stack.Add(PopToMark());
                break;
            case 0x85 or 0x86 or 0x87: // tuple of 1, 2, 3
                var tuple = new object?[code - 0x84];
                for (var i = tuple.Length - 1; i >= 0; i--)
                {
                    tuple[i] = Pop();
                }

                _stack.Add(tuple);
                break;
            case (byte)'a':
                var item = Pop();
                ((List<object?>)_stack[^1]!).Add(item);
                break;
            case (byte)'e':
                var items = PopToMark();
                ((List<object?>)_stack[^1]!).AddRange(items);
                break;
            case (byte)'s':
                var value = Pop();
                var key = Pop();
                Table()[key!] = value;
                break;
            case (byte)'u':
                var pairs = PopToMark();
                for (var i = 0; i + 1 < pairs.Length; i += 2)
                {
                    Table()[pairs[i]!] = pairs[i + 1];
                }

                break;
            case (byte)'q' or (byte)'r':
                _memo[code == 'q' ? Next() : UInt32()] = _stack[^1];
                break;
            case 0x94:
                _memo[_memo.Count] = _stack[^1];
                break;
            case (byte)'h' or (byte)'j':
                _stack.Add(_memo.TryGetValue(code == 'h' ? Next() : UInt32(), out var known) ? known : throw new ArgumentException("memo"));
                break;
            case (byte)'c':
                _stack.Add(new PickleGlobal($"{Line()}.{Line()}"));
                break;
            case 0x93:
                var name = (string)Pop()!;
                _stack.Add(new PickleGlobal($"{(string)Pop()!}.{name}"));
                break;
            case (byte)'R':
                var arguments = (object?[])Pop()!;
                _stack.Add(Call((PickleGlobal)Pop()!, arguments));
                break;
            case (byte)'b': // the attributes of an object; dictionaries have some that play no part here
                _ = Pop();
                _ = Table();
                break;
            case (byte)'Q':
                _stack.Add(Persistent(Pop()));
                break;
            case 0x81 when _stack[^2] is PickleGlobal made:
                throw Refused(made);
            default:
                _stack.Add(Constant(code));
                break;
        }

        return true;
    }

    private object? Constant(byte code) => code switch
    {
        (byte)'N' => null,
        0x88 => true,
        0x89 => false,
        (byte)'J' => (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        (byte)'K' => (long)Next(),
        (byte)'M' => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        0x8a => Long(Take(Next())),
        (byte)'G' => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        (byte)'X' => Encoding.UTF8.GetString(Take(checked((int)UInt32()))),
        0x8c or (byte)'U' => Encoding.UTF8.GetString(Take(Next())),
        _ => throw new InvalidDataException($"its pickle has the code 0x{code:x2} at byte {_at - 1}, which tensors do not need"),
    };

    private Dictionary<object, object?> Table() => (Dictionary<object, object?>)_stack[^1]!;

    private object? Pop()
    {
        var top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return ReferenceEquals(top, s_mark) ? throw new ArgumentException("mark") : top;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(s_mark);
        var items = _stack.GetRange(mark + 1, _stack.Count - mark - 1).ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private byte Next() => _data[_at++];

    private ReadOnlySpan<byte> Take(int count)
    {
        var bytes = _data.AsSpan(_at, count);
        _at += count;
        return bytes;
    }

    private uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private static long Long(ReadOnlySpan<byte> bytes) => (long)new System.Numerics.BigInteger(bytes);

    private string Line()
    {
        var end = Array.IndexOf(_data, (byte)'\n', _at);
        var text = Encoding.UTF8.GetString(_data.AsSpan(_at, end - _at));
        _at = end + 1;
        return text;
    }
}
