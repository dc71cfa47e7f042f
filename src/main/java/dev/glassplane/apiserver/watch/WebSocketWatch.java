package dev.glassplane.apiserver.watch;

import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import dev.glassplane.store.Listing;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;

/** A watch over WebSocket, which fabric8's client asks for first: one text frame an event, a close frame (1000) at the end. */
public final class WebSocketWatch implements HttpUpgradeHandler {

    private static final byte[] NORMAL_CLOSURE = {0x03, (byte) 0xE8};

    private Function<WatchSink, WatchRun> watch;
    private Supplier<Listing> present;

    /**
     * Answers 101 and runs the watch on the upgraded connection.
     *
     * @throws ApiException 403 without an Origin, as the real server answers; 400 if this is no proper handshake
     */
    public static void upgrade(Exchange exchange, Function<WatchSink, WatchRun> watch, Supplier<Listing> present) throws IOException {
        String key = exchange.header("Sec-WebSocket-Key");
        if (key.isEmpty() || !exchange.header("Sec-WebSocket-Version").equals("13")) {
            throw Statuses.badRequest("a WebSocket handshake needs Sec-WebSocket-Key and Sec-WebSocket-Version: 13");
        }
        if (exchange.header("Origin").isEmpty()) {
            throw new ApiException(403, "Forbidden", "a WebSocket handshake needs an Origin", null);
        }
        exchange.response().setHeader("Upgrade", "websocket");
        exchange.response().setHeader("Connection", "Upgrade");
        exchange.response().setHeader("Sec-WebSocket-Accept", WebSocketFrames.accept(key));
        try {
            WebSocketWatch handler = exchange.request().upgrade(WebSocketWatch.class);
            handler.watch = watch;
            handler.present = present;
        } catch (ServletException e) {
            throw new IOException("cannot upgrade to WebSocket", e);
        }
    }

    @Override
    public void init(WebConnection connection) {
        Thread.ofVirtual().name("watch").start(() -> run(connection));
    }

    private void run(WebConnection connection) {
        try (connection) {
            OutputStream out = connection.getOutputStream();
            WatchRun run = watch.apply(new FrameSink(out));
            Thread.ofVirtual().name("watch-reader").start(() -> listen(connection, out, run));
            run.run(present);
            synchronized (out) {
                WebSocketFrames.write(out, WebSocketFrames.CLOSE, NORMAL_CLOSURE);
                out.flush();
            }
        } catch (Exception e) {
            // The client is gone: there is nobody to tell.
        }
    }

    /** Reads until the client closes, then ends the watch. */
    private static void listen(WebConnection connection, OutputStream out, WatchRun run) {
        try {
            WebSocketFrames.Frame frame = WebSocketFrames.read(connection.getInputStream());
            while (frame.opcode() != WebSocketFrames.CLOSE) {
                if (frame.opcode() == WebSocketFrames.PING) {
                    synchronized (out) {
                        WebSocketFrames.write(out, WebSocketFrames.PONG, frame.payload());
                        out.flush();
                    }
                }
                frame = WebSocketFrames.read(connection.getInputStream());
            }
        } catch (IOException e) {
            // The client is gone, which ends the watch as a close frame does.
        } finally {
            run.stop();
        }
    }

    @Override
    public void destroy() {
        // run() closes the connection
    }

    private static final class FrameSink implements WatchSink {
        private final OutputStream out;

        FrameSink(OutputStream out) {
            this.out = out;
        }

        @Override
        public void event(String type, byte[] object) throws IOException {
            ByteArrayOutputStream event = new ByteArrayOutputStream(object.length + 40);
            event.writeBytes(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
            event.writeBytes(object);
            event.write('}');
            synchronized (out) {
                WebSocketFrames.write(out, WebSocketFrames.TEXT, event.toByteArray());
            }
        }

        @Override
        public void flush() throws IOException {
            synchronized (out) {
                out.flush();
            }
        }
    }
}
