package dev.glassplane.apiserver.watch;

import java.io.IOException;

/** Where the events of a watch go: lines of a chunked answer, or WebSocket frames. */
public interface WatchSink {

    /**
     * @param type   ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
     * @param object JSON in UTF-8, or what else the watch was asked for
     */
    void event(String type, byte[] object) throws IOException;

    /** Sends what has been written so far. */
    void flush() throws IOException;
}
