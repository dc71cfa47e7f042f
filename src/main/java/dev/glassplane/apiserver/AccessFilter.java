package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may ask. With a token, whoever sends it: as a bearer token, or as the password of basic authentication, which a browser can do.
 * Without one the server listens on loopback only, and the filter keeps web pages of other sites out that a browser on this machine shows:
 * by the Host name (DNS rebinding) and by the browser's own word about where a request that writes comes from.
 */
final class AccessFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Pattern HEALTH = Pattern.compile("/(healthz|livez|readyz)(/.*)?");
    private static final Pattern LOCAL_HOST = Pattern.compile("(([a-z0-9-]+\\.)*localhost|[0-9.]+|\\[[0-9a-f:.]+])(:\\d+)?",
            Pattern.CASE_INSENSITIVE);

    private final String token;

    /** @param token empty for none */
    AccessFilter(String token) {
        this.token = token;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        Optional<ApiException> refusal = token.isEmpty() ? foreignPage(request) : noToken(request);
        if (refusal.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        if (refusal.get().code() == 401) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"glassplane\"");
        }
        response.setStatus(refusal.get().code());
        response.setContentType("application/json");
        response.getOutputStream().write(Json.bytes(Statuses.of(refusal.get())));
    }

    private Optional<ApiException> noToken(HttpServletRequest request) {
        if (HEALTH.matcher(request.getRequestURI()).matches() || matches(sent(request.getHeader("Authorization")))) {
            return Optional.empty();
        }
        return Optional.of(new ApiException(401, "Unauthorized", "Unauthorized", null));
    }

    private boolean matches(String sent) {
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private static String sent(String authorization) {
        if (authorization == null) {
            return "";
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                String pair = new String(Base64.getDecoder().decode(authorization.substring(6).strip()), StandardCharsets.UTF_8);
                return pair.substring(pair.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
        return "";
    }

    private static Optional<ApiException> foreignPage(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host != null && !LOCAL_HOST.matcher(host).matches()) {
            return Optional.of(forbidden("the host \"" + host + "\" is not this machine's loopback: expected localhost or an address;"
                    + " to serve other names set glassplane.token"));
        }
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        String site = request.getHeader("Sec-Fetch-Site");
        if (!reads && site != null && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of(forbidden("a page of another site must not write here (Sec-Fetch-Site: " + site + ")"));
        }
        return Optional.empty();
    }

    private static ApiException forbidden(String message) {
        return new ApiException(403, "Forbidden", message, null);
    }
}
