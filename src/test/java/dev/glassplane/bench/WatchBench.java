package dev.glassplane.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** 5,000 watchers of one kind: how long after a write the last of them has its event, and what one of them costs. */
final class WatchBench {

    private static final int WATCHERS = 5_000;
    private static final int WARM = 10;
    private static final int ROUNDS = 20;
    private static final String REQUEST = "GET /api/v1/namespaces/default/configmaps?watch=1&resourceVersion=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    private WatchBench() {}

    static void run(List<String> java, Path scratch, Report report) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(java, List.of("--glassplane.demo-app=false"), scratch.resolve("watches.log"));
             KeepAliveClient writer = new KeepAliveClient(server.port()); Selector selector = Selector.open()) {
            write(writer, "first");
            long heapBefore = server.heapBytes();
            List<SocketChannel> sockets = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                sockets.add(open(server.port(), selector));
            }
            awaitAll(selector, "first");
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < WARM + ROUNDS; i++) {
                String name = "event-" + i + "-";
                long start = System.nanoTime();
                write(writer, name);
                awaitAll(selector, name);
                if (i >= WARM) {
                    millis.add((System.nanoTime() - start) / 1e6);
                }
            }
            report.add("5,000 watchers: write to the last one's event, median", Report.median(millis), "ms");
            report.add("5,000 watchers: write to the last one's event, slowest of 20", Report.quantile(millis, 1), "ms");
            report.add("5,000 watchers: heap of one", (server.heapBytes() - heapBefore) / 1024.0 / WATCHERS, "KB");
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        }
    }

    private static void write(KeepAliveClient writer, String name) throws IOException {
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "x\"},\"data\":{\"text\":\"" + "x".repeat(600) + "\"}}";
        int status = writer.post("/api/v1/namespaces/default/configmaps", body.getBytes(StandardCharsets.UTF_8));
        if (status != 201) {
            throw new IOException("create answered " + status);
        }
    }

    private static SocketChannel open(int port, Selector selector) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        socket.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ, new StringBuilder());
        return socket;
    }

    /** Reads until every watcher was told of the name. */
    private static void awaitAll(Selector selector, String name) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        int told = 0;
        while (told < WATCHERS) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                StringBuilder text = (StringBuilder) key.attachment();
                buffer.clear();
                if (((SocketChannel) key.channel()).read(buffer) < 0) {
                    throw new IOException("the server ended a watch after " + text);
                }
                text.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
                if (text.indexOf("\"" + name + "x\"") >= 0) {
                    text.setLength(0);
                    told++;
                }
            }
            selector.selectedKeys().clear();
        }
    }
}
