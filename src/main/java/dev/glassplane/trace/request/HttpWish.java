package dev.glassplane.trace.request;

import dev.glassplane.loadbalancer.evaluate.Headers;
import java.util.Optional;

/**
 * What a client of HTTP says beside the URL.
 *
 * @param method      upper case
 * @param headers     all but Host
 * @param host        the Host header, if it is not that of the URL
 * @param sni         server name of the TLS handshake, if it is not that of the URL
 * @param certificate whether the client shows a certificate of its own
 */
public record HttpWish(String method, Headers headers, Optional<String> host, Optional<String> sni, boolean certificate) {

    /** A plain GET. */
    public static final HttpWish GET = new HttpWish("GET", Headers.NONE, Optional.empty(), Optional.empty(), false);
}
