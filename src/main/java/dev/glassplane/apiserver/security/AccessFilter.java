package dev.glassplane.apiserver.security;

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
import java.util.Locale;
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

    private static final Pattern CHANGES = Pattern.compile("/glassplane/v1/(clock:advance|dataplane:recompute|import|reset|plans/[^/]+)");

    private final transient ServerAccess access;
    private final String token;

    /** @param access settings */
    AccessFilter(ServerAccess access) {
        this.access = access;
        this.token = access.token();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        Optional<ApiException> refusal = token.isEmpty() ? foreignHost(request) : noToken(request);
        refusal = refusal.or(() -> foreignPage(request)).or(() -> change(request));
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

    private Optional<ApiException> foreignHost(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null || LOCAL_HOST.matcher(host).matches() || isAllowed(host)) {
            return Optional.empty();
        }
        return Optional.of(forbidden("the host \"" + host + "\" is not this machine's loopback: expected localhost or an address;"
                + " to serve other names set glassplane.allowed-hosts or glassplane.token"));
    }

    private boolean isAllowed(String authority) {
        String host = authority.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", "");
        return access.allowedHosts().contains(host) || host.equals(access.boundHost());
    }

    /** A browser says where a page comes from that writes, or that opens a WebSocket, which no other rule of browsers holds back. */
    private Optional<ApiException> foreignPage(HttpServletRequest request) {
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        boolean socket = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        String site = request.getHeader("Sec-Fetch-Site");
        if (!reads && site != null && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of(forbidden("a page of another site must not write here (Sec-Fetch-Site: " + site + ")"));
        }
        String origin = request.getHeader("Origin");
        if ((!reads || socket) && origin != null && !isOwn(origin, request.getHeader("Host"))) {
            return Optional.of(forbidden("a page of another site must not write or watch here (Origin: " + origin + ", expected this server or one of "
                    + "glassplane.allowed-hosts)"));
        }
        return Optional.empty();
    }

    private boolean isOwn(String origin, String host) {
        String authority = origin.replaceFirst("^[a-z]+://", "");
        return authority.equalsIgnoreCase(host) || LOCAL_HOST.matcher(authority).matches() && !origin.equals("null") && LOCAL_HOST.matcher(
                host == null ? "localhost" : host).matches() || isAllowed(authority);
    }

    /** What changes something by endpoints of our own; those of Kubernetes decide for themselves. */
    private Optional<ApiException> change(HttpServletRequest request) {
        boolean changes = !request.getMethod().equals("GET") && CHANGES.matcher(request.getRequestURI()).matches();
        return access.readOnly() && changes ? Optional.of(forbidden("this server is read-only (glassplane.read-only)")) : Optional.empty();
    }

    private static ApiException forbidden(String message) {
        return new ApiException(403, "Forbidden", message, null);
    }
}
