package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.StoreException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lets every request see what was acknowledged before it, by whichever replica: it waits until this one has seen it, as etcd's linearizable reads do.
 * Only a read that names a resourceVersion says itself how new its answer must be.
 */
final class SyncFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Pattern OWN_REVISION = Pattern.compile("(?:^|.*&)resourceVersion=[0-9]+(?:&.*|$)");
    private static final List<String> PATHS = List.of("/api", "/openapi", "/glassplane/");

    private final transient RevisionLog log;

    SyncFilter(RevisionLog log) {
        this.log = log;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (mustSync(request)) {
            try {
                log.sync();
            } catch (StoreException e) {
                response.setStatus(503);
                response.setContentType("application/json");
                response.setHeader("Retry-After", "1");
                response.getOutputStream().write(Json.bytes(Statuses.of(new ApiException(503, "ServiceUnavailable", e.getMessage(), null))));
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private static boolean mustSync(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (PATHS.stream().noneMatch(path::startsWith)) {
            return false;
        }
        String query = request.getQueryString();
        return !request.getMethod().equals("GET") || query == null || query.contains("continue=") || !OWN_REVISION.matcher(query).matches();
    }
}
