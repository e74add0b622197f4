package dev.homelab.sync;

import dev.homelab.event.EventJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The frame of a batch on the wire (RULES Y3):
 *
 * <pre>
 *  0         4               8                 8+h                          end of body
 *  +---------+---------------+-----------------+----------------------------+
 *  | "HLB1"  | h: header     | header          | the bytes, deflated (zlib) |
 *  |         | length, int32 | JSON, UTF-8     | at most 256 KiB            |
 *  +---------+---------------+-----------------+----------------------------+
 *
 *  header: node, log, epoch, sequence, ends {day: length}, floor, clock (ms since 1970),
 *          day, offset, length (inflated, at most 1 MiB), checksum (CRC32C of the day up to offset)
 * </pre>
 *
 * Inflating stops at the stated length, which is at most 1 MiB and at most what deflate can make of
 * the bytes that came, so that a bomb costs no more than an honest batch.
 */
public final class BatchCodec {
  static final int MAX_HEADER_BYTES = 32 * 1024;

  /** The longest body of a request. */
  public static final int MAX_BODY_BYTES = 8 + MAX_HEADER_BYTES + Batch.MAX_COMPRESSED_BYTES;

  private static final int MAGIC = 0x484C4231;
  private static final byte[] NOTHING = new byte[0];

  /** Deflate makes at most 1,032 bytes of one. Source: zlib.net, Technical Details. */
  private static final long MAX_RATIO = 1_032;

  /** Each takes some hundred kB outside the heap: made once for each worker. */
  private static final ThreadLocal<Deflater> DEFLATERS =
      ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED));

  private static final ThreadLocal<Inflater> INFLATERS = ThreadLocal.withInitial(Inflater::new);

  private BatchCodec() {}

  /**
   * A frame that fits, and what of a batch stands in it.
   *
   * @param batch the whole, or its first part where the whole does not deflate far enough
   */
  @SuppressWarnings("ArrayRecordComponent") // a frame that is sent, compared nowhere
  public record Frame(Batch batch, byte[] bytes) {}

  /** A frame of as much of a batch as fits. */
  public static Frame fitting(Batch batch) {
    Batch some = batch;
    byte[] frame = encode(some);
    while (frame.length - 8 - headerLength(frame) > Batch.MAX_COMPRESSED_BYTES) {
      some = some.first(some.bytes().length / 2);
      frame = encode(some);
    }
    return new Frame(some, frame);
  }

  private static int headerLength(byte[] frame) {
    return ByteBuffer.wrap(frame).getInt(4);
  }

  public static byte[] encode(Batch batch) {
    Map<String, Object> map = batch.statement().toMap();
    map.put("day", batch.day().toString());
    map.put("offset", batch.offset());
    map.put("length", batch.bytes().length);
    map.put("checksum", Integer.toUnsignedLong(batch.checksum()));
    byte[] header = EventJson.bytes(map);
    ByteArrayOutputStream out = new ByteArrayOutputStream(header.length + 64);
    out.writeBytes(ByteBuffer.allocate(8).putInt(MAGIC).putInt(header.length).array());
    out.writeBytes(header);
    deflate(batch.bytes(), out);
    return out.toByteArray();
  }

  private static void deflate(byte[] bytes, ByteArrayOutputStream out) {
    Deflater deflater = DEFLATERS.get();
    deflater.reset();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] chunk = new byte[Math.min(8192, 64 + bytes.length)];
    while (!deflater.finished()) {
      out.write(chunk, 0, deflater.deflate(chunk));
    }
    deflater.setInput(NOTHING);
  }

  /** Reads a frame; fails with {@link MalformedMessage}. Only for bodies of a known sender. */
  public static Batch decode(byte[] body) {
    ByteBuffer frame = ByteBuffer.wrap(body);
    if (frame.remaining() < 8 || frame.getInt() != MAGIC) {
      throw new MalformedMessage("a batch begins with HLB1");
    }
    int headerLength = frame.getInt();
    if (headerLength < 2 || headerLength > Math.min(MAX_HEADER_BYTES, frame.remaining())) {
      throw new MalformedMessage("a batch's header has 2 to " + MAX_HEADER_BYTES + " bytes");
    }
    int compressed = frame.remaining() - headerLength;
    if (compressed > Batch.MAX_COMPRESSED_BYTES) {
      throw new MalformedMessage("a batch has at most 256 KiB compressed");
    }
    Fields fields = Fields.parse(body, 8, headerLength);
    long length = fields.number("length", 0, Batch.MAX_INFLATED_BYTES);
    return new Batch(
        Statement.read(fields),
        fields.day("day"),
        fields.number("offset", 0, Long.MAX_VALUE / 2),
        (int) fields.number("checksum", 0, 0xFFFF_FFFFL),
        inflate(body, 8 + headerLength, compressed, (int) length));
  }

  private static byte[] inflate(byte[] body, int from, int count, int length) {
    if (length > count * MAX_RATIO) {
      throw new MalformedMessage("no " + count + " bytes inflate to " + length);
    }
    Inflater inflater = INFLATERS.get();
    inflater.reset();
    try {
      inflater.setInput(body, from, count);
      byte[] bytes = new byte[length];
      int at = fill(inflater, bytes);
      if (at < length || inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
        throw new MalformedMessage("the batch does not inflate to the stated " + length + " bytes");
      }
      return bytes;
    } catch (DataFormatException rubbish) {
      throw new MalformedMessage("the batch is not deflated: " + rubbish.getMessage());
    } finally {
      inflater.setInput(NOTHING);
    }
  }

  private static int fill(Inflater inflater, byte[] bytes) throws DataFormatException {
    int at = 0;
    while (at < bytes.length) {
      int got = inflater.inflate(bytes, at, bytes.length - at);
      if (got == 0) {
        return at;
      }
      at += got;
    }
    return at;
  }
}
