package dev.glassplane.apiserver.watch;

import dev.glassplane.apiserver.protobuf.Protobuf;
import dev.glassplane.apiserver.wire.Exchange;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A watch over plain HTTP in protobuf: each event is a {@code meta.v1.WatchEvent} behind its length in four bytes. Source:
 * {@code apimachinery: pkg/runtime/serializer/protobuf/protobuf.go}, {@code pkg/util/framer}.
 */
public final class ProtobufSink implements WatchSink {

    private final Exchange exchange;
    private final DataOutputStream out;

    /** Sets the answer's headers; they are sent with the first flush. */
    public ProtobufSink(Exchange exchange) throws IOException {
        this.exchange = exchange;
        exchange.start(200, Protobuf.MEDIA_TYPE + ";stream=watch");
        this.out = new DataOutputStream(exchange.response().getOutputStream());
    }

    @Override
    public void event(String type, byte[] object) throws IOException {
        byte[] event = Protobuf.watchEvent(type, object);
        out.writeInt(event.length);
        out.write(event);
    }

    @Override
    public void flush() throws IOException {
        exchange.response().flushBuffer();
    }
}
