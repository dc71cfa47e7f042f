package dev.glassplane.store;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a refused start end with its sentence instead of a stack trace. */
final class DatabaseRefusedAnalyzer extends AbstractFailureAnalyzer<DatabaseRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, DatabaseRefusedException cause) {
        return new FailureAnalysis(cause.getMessage(), "Change the setting, or start the database, and start again.", cause);
    }
}
