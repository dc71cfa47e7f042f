# Two stages: build with the JDK, then the extracted jar with an ahead-of-time cache made on the JDK that will run it.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -DskipTests package \
 && java -Djarmode=tools -jar target/glassplane-*.jar extract --destination /app \
 && mv /app/glassplane-*.jar /app/glassplane.jar

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=build /app /app
RUN useradd --system glassplane && mkdir /data && chown glassplane /data \
 && java -XX:AOTCacheOutput=/app/glassplane.aot -Dspring.context.exit=onRefresh -jar glassplane.jar
USER glassplane
EXPOSE 8080
# Inside a container the service must listen beyond loopback; it then insists on a token.
ENTRYPOINT ["java", "-XX:AOTCache=/app/glassplane.aot", "-jar", "/app/glassplane.jar", "--server.address=0.0.0.0"]
