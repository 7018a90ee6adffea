package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.Tracer;
import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applications that are deployed and undeployed in one JVM, as in an application server; {@code
 * -Dringtail.redeployments=50} makes it more often.
 */
@Timeout(240)
class RedeploymentTest {
    private static final int DEPLOYMENTS = Integer.getInteger("ringtail.redeployments", 20);
    private static final int MOST_LEFT = 2;

    @TempDir
    Path dir;

    @Test
    @Tag("extensive")
    void shouldLeaveNoClassLoaderBehind() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (TestDaemon daemon = new TestDaemon(dir)) {
            for (int i = 0; i < DEPLOYMENTS; i++) {
                loaders.add(deploy(pool));
            }
            Eventually.until("class loaders that can be collected", () -> left(loaders) <= MOST_LEFT);
            assertThat(daemon.conductor.events().events()).hasSize(2);
        } finally {
            pool.shutdownNow();
        }
    }

    /** The library, its tracer and the threads stay; the applications that use them come and go, with spans open. */
    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldLeaveNoClassLoaderOfAProviderBehind(String way) throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        System.setProperty("ringtail.providers", way);
        try (TestDaemon daemon = new TestDaemon(dir);
                Tracer tracer = Tracer.connect(dir)) {
            for (int i = 0; i < DEPLOYMENTS; i++) {
                loaders.add(deploy(tracer, pool));
            }
            Eventually.until("class loaders that can be collected", () -> left(loaders) <= MOST_LEFT);
            assertThat(daemon.conductor.events().names("load"))
                    .containsExactly("deployment_begin", "deployment_end", "lasting");
        } finally {
            System.clearProperty("ringtail.providers");
            pool.shutdownNow();
        }
    }

    @SuppressWarnings("unchecked") // as declared by the class
    private static WeakReference<ClassLoader> deploy(Tracer tracer, ExecutorService pool) throws Exception {
        try (URLClassLoader loader = new ChildFirst(RedeployedProvider.class.getName())) {
            Constructor<?> constructor = Class.forName(RedeployedProvider.class.getName(), true, loader)
                    .getDeclaredConstructor();
            assertThat(constructor.getDeclaringClass().getClassLoader()).isSameAs(loader);
            constructor.setAccessible(true);
            Consumer<Tracer> provider = (Consumer<Tracer>) constructor.newInstance();
            provider.accept(tracer);
            assertThat(tracer.awaitReady(Duration.ofSeconds(30))).isTrue();
            pool.submit(() -> provider.accept(tracer)).get();
            return new WeakReference<>(loader);
        }
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        System.gc();
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private WeakReference<ClassLoader> deploy(ExecutorService pool) throws Exception {
        try (URLClassLoader loader =
                new ChildFirst("io.ringtail.client.", "io.ringtail.proto.", RedeployedApplication.class.getName())) {
            assertThat(application(loader).test(dir, pool)).isTrue();
            return new WeakReference<>(loader);
        }
    }

    @SuppressWarnings("unchecked") // as declared by the class
    private static BiPredicate<Path, ExecutorService> application(ClassLoader loader) throws Exception {
        Constructor<?> constructor = Class.forName(RedeployedApplication.class.getName(), true, loader)
                .getDeclaredConstructor();
        assertThat(constructor.getDeclaringClass().getClassLoader()).isSameAs(loader);
        constructor.setAccessible(true);
        return (BiPredicate<Path, ExecutorService>) constructor.newInstance();
    }

    /** Loads the classes whose names begin as said itself. */
    private static final class ChildFirst extends URLClassLoader {
        private final List<String> itself;

        ChildFirst(String... itself) throws MalformedURLException {
            super(classPath(), RedeploymentTest.class.getClassLoader());
            this.itself = List.of(itself);
        }

        private static URL[] classPath() throws MalformedURLException {
            String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            List<URL> urls = new ArrayList<>();
            for (String entry : path.split(File.pathSeparator, -1)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (itself.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
