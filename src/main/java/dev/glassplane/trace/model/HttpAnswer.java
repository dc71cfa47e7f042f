package dev.glassplane.trace.model;

import dev.glassplane.loadbalancer.evaluate.Headers;
import java.util.OptionalInt;

/**
 * The answer that a client of HTTP gets.
 *
 * @param status     of HTTP
 * @param grpcStatus of gRPC, if it says one
 * @param headers    that are known: those that load balancers add or that they answer with
 * @param body       that is known, may be empty
 * @param by         who gives it: {@code pod demo/web-0}, {@code lb k8s-demo-web-0123456789}
 * @param assumed    whether it is taken for granted: what a program of a pod answers is not known
 * @param why        for people
 */
public record HttpAnswer(int status, OptionalInt grpcStatus, Headers headers, String body, String by, boolean assumed, String why) {

    private static final int CLASS = 100;

    /** @return what a client's program makes of it */
    public ClientSees sees() {
        return switch (status / CLASS) {
            case 2 -> ClientSees.HTTP_2XX;
            case 3 -> ClientSees.HTTP_3XX;
            case 4 -> ClientSees.HTTP_4XX;
            case 5 -> ClientSees.HTTP_5XX;
            default -> throw new IllegalStateException("an answer with status " + status);
        };
    }

    /** @return the same with other headers */
    public HttpAnswer with(Headers other) {
        return new HttpAnswer(status, grpcStatus, other, body, by, assumed, why);
    }
}
