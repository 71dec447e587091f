using System.Buffers.Binary;
using System.Text;

namespace ServerlessSupport.Acceptance.Telemetry;

/// <summary>A protobuf message, read by the numbers of its fields.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ReadOnlyMemory<byte> Value)> _fields = [];

    public ProtoMessage(ReadOnlyMemory<byte> message)
    {
        while (message.Length > 0)
        {
            var tag = ReadVarint(ref message);
            _fields.Add(((int)(tag >> 3), (tag & 7) switch
            {
                0 => Number(ReadVarint(ref message)),
                1 => Take(ref message, 8),
                2 => Take(ref message, (int)ReadVarint(ref message)),
                5 => Take(ref message, 4),
                var type => throw new InvalidDataException($"Wire type {type} is not one of protobuf's."),
            }));
        }
    }

    public IEnumerable<ProtoMessage> Messages(int field) => All(field).Select(value => new ProtoMessage(value));

    /// <summary>All messages at the end of a path of fields.</summary>
    public IEnumerable<ProtoMessage> Messages(params int[] path) =>
        path.Aggregate(Enumerable.Repeat(this, 1), (messages, field) => messages.SelectMany(message => message.Messages(field)));

    public string Text(int field) => Encoding.UTF8.GetString(All(field).FirstOrDefault().Span);

    public string Hex(int field) => Convert.ToHexStringLower(All(field).FirstOrDefault().Span);

    private IEnumerable<ReadOnlyMemory<byte>> All(int field) => _fields.Where(each => each.Field == field).Select(each => each.Value);

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> from, int length)
    {
        var taken = from[..length];
        from = from[length..];
        return taken;
    }

    private static byte[] Number(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> from)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref from, 1).Span[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
