package dev.glassplane.apiserver.watch;

import dev.glassplane.apiserver.wire.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A watch over plain HTTP: one JSON event a line, chunked. */
public final class ChunkedSink implements WatchSink {

    private static final byte[] MIDDLE = "\",\"object\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "}\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final OutputStream out;

    /** Sets the answer's headers; they are sent with the first flush. */
    public ChunkedSink(Exchange exchange) throws IOException {
        this.exchange = exchange;
        exchange.start(200, "application/json");
        this.out = exchange.response().getOutputStream();
    }

    @Override
    public void event(String type, byte[] object) throws IOException {
        out.write(HEAD);
        out.write(type.getBytes(StandardCharsets.US_ASCII));
        out.write(MIDDLE);
        out.write(object);
        out.write(TAIL);
    }

    @Override
    public void flush() throws IOException {
        exchange.response().flushBuffer();
    }
}
