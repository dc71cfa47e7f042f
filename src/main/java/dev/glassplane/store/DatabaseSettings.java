package dev.glassplane.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;

/**
 * Which database keeps the log.
 *
 * @param url      of JDBC
 * @param user     may be empty for PostgreSQL's own default
 * @param password may be empty
 */
record DatabaseSettings(String url, String user, String password) implements JdbcConnectionDetails {

    static final String DATA_DIR = "glassplane.data-dir";
    static final String URL = "glassplane.database-url";
    static final String USER = "glassplane.database-user";
    static final String PASSWORD = "glassplane.database-password";
    /** Spring Boot's own property, which goes as well. */
    static final String SPRING_URL = "spring.datasource.url";

    private static final String POSTGRES = "jdbc:postgresql:";
    /** H2's file system that opens the file again when a reading thread is interrupted; else nobody could use the database any more. */
    private static final String H2_FILE = "jdbc:h2:retry:";
    /** WRITE_DELAY=0: H2 flushes at every commit. By default it acknowledges first and a killed process loses the last half second. */
    private static final String H2_FILE_OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    /** Rows of a commit in few messages; a server, or a process that has its turn to write, that is gone without a word is noticed. */
    private static final List<String> POSTGRES_OPTIONS = List.of("reWriteBatchedInserts=true", "tcpKeepAlive=true", "socketTimeout=30",
            "options=-c%20idle_in_transaction_session_timeout=15000");

    /** @throws DatabaseRefusedException if the settings contradict each other or name no database */
    static DatabaseSettings of(Environment environment) {
        List<String> named = List.of(DATA_DIR, URL, SPRING_URL).stream().filter(name -> isSet(environment, name)).toList();
        if (named.size() > 1) {
            throw new DatabaseRefusedException(String.join(" and ", named) + " are both set: the log lives in one database, leave one out");
        }
        if (isSet(environment, URL)) {
            return postgres(environment);
        }
        if (isSet(environment, SPRING_URL)) {
            return new DatabaseSettings(environment.getProperty(SPRING_URL), environment.getProperty("spring.datasource.username", ""),
                    environment.getProperty("spring.datasource.password", ""));
        }
        for (String setting : List.of(USER, PASSWORD)) {
            if (isSet(environment, setting)) {
                throw new DatabaseRefusedException(setting + " is set without " + URL + ": expected a URL such as jdbc:postgresql://localhost:5432/glassplane");
            }
        }
        String directory = environment.getProperty(DATA_DIR, "");
        return new DatabaseSettings(directory.isEmpty()
                ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
                : H2_FILE + directory(directory).resolve("glassplane") + H2_FILE_OPTIONS, "sa", "");
    }

    private static Path directory(String setting) {
        Path directory = Path.of(setting).toAbsolutePath().normalize();
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new DatabaseRefusedException(DATA_DIR + "=" + setting + ": expected a folder, found a file");
        }
        return directory;
    }

    private static DatabaseSettings postgres(Environment environment) {
        String url = environment.getProperty(URL, "").strip();
        if (!url.startsWith(POSTGRES)) {
            throw new DatabaseRefusedException(URL + ": expected a URL such as jdbc:postgresql://localhost:5432/glassplane, found \"" + withoutPassword(url)
                    + "\"");
        }
        StringBuilder full = new StringBuilder(url);
        for (String option : POSTGRES_OPTIONS) {
            if (!url.contains(option.substring(0, option.indexOf('=') + 1))) {
                full.append(full.indexOf("?") < 0 ? '?' : '&').append(option);
            }
        }
        return new DatabaseSettings(full.toString(), environment.getProperty(USER, ""), environment.getProperty(PASSWORD, ""));
    }

    /** @return the URL as it may be shown */
    static String withoutPassword(String url) {
        return url.replaceAll("(?i)(password=)[^&]*", "$1...").replaceAll("//([^/@:]*):[^/@]*@", "//$1:...@");
    }

    static boolean isSet(Environment environment, String property) {
        return !environment.getProperty(property, "").isEmpty();
    }

    @Override
    public String getUsername() {
        return user.isEmpty() ? null : user;
    }

    @Override
    public String getPassword() {
        return password.isEmpty() && !user.equals("sa") ? null : password;
    }

    @Override
    public String getJdbcUrl() {
        return url;
    }
}
