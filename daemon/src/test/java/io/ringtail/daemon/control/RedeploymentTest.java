package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications that are deployed and undeployed in one JVM, as in an application server. */
@Timeout(240)
class RedeploymentTest {
    private static final int DEPLOYMENTS = 50;
    private static final int MOST_LEFT = 2;

    @TempDir
    Path dir;

    @Test
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

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        System.gc();
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private WeakReference<ClassLoader> deploy(ExecutorService pool) throws Exception {
        try (URLClassLoader loader = new ChildFirst()) {
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

    /** Loads the application and the client library itself, but not JNA. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst() throws MalformedURLException {
            super(classPath(), RedeploymentTest.class.getClassLoader());
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
            if (name.startsWith("com.sun.jna.")) {
                throw new ClassNotFoundException(name + ": it keeps the loaders of those that use it");
            }
            boolean own = name.startsWith("io.ringtail.client.")
                    || name.startsWith("io.ringtail.proto.")
                    || name.startsWith(RedeployedApplication.class.getName());
            if (!own) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
