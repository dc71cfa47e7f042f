package dev.glassplane.dns.corefile;

/** A Corefile that CoreDNS would not start with. The message is CoreDNS's, with the line. */
public final class CorefileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CorefileException(int line, String message) {
        super("/etc/coredns/Corefile:" + line + " - Error during parsing: " + message);
    }

    static CorefileException of(Token token, String message) {
        return new CorefileException(token.line(), message);
    }

    static CorefileException arguments(Token token) {
        return of(token, "Wrong argument count or unexpected line ending after '" + token.text() + "'");
    }
}
