import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * All operations by the client of the last line of the Java SDK that speaks A2A 0.3 by itself. The checks and what is printed:
 * README.md two folders up.
 *
 * <pre>Client --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 0.3 --hook URL --checks NAME,...</pre>
 */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "check");
        thread.setDaemon(true);
        return thread;
    });

    private Client() {}

    /** A check; throws what went wrong. */
    interface Check {
        void run() throws Exception;
    }

    /** The SDK has no such call in this version. */
    static final class NotOffered extends Exception {
        NotOffered(String why) {
            super(why);
        }
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].substring(2), args[i + 1]);
        }
        String url = options.get("url");
        String binding = options.get("binding");
        Talk[] talk = new Talk[1];
        boolean passed = run("connect", () -> talk[0] = new Talk(url, binding));
        if (passed) {
            Map<String, Check> script = new Checks(talk[0], binding, options.get("hook")).script();
            for (String name : options.get("checks").split(",")) {
                passed &= run(name, script.getOrDefault(name, () -> {
                    throw new IllegalArgumentException("no check has this name");
                }));
            }
        }
        print("end", true, "");
        System.exit(passed ? 0 : 1);
    }

    private static boolean run(String name, Check check) throws Exception {
        Callable<Void> call = () -> {
            check.run();
            return null;
        };
        Future<Void> running = THREADS.submit(call);
        try {
            running.get(30, TimeUnit.SECONDS);
            print(name, true, "");
            return true;
        } catch (TimeoutException late) {
            running.cancel(true);
            print(name, false, "no end after 30 s");
            return false;
        } catch (java.util.concurrent.ExecutionException failed) {
            Throwable cause = Objects.requireNonNull(failed.getCause());
            print(name, cause instanceof NotOffered ? null : false, Expect.said(cause));
            return cause instanceof NotOffered;
        }
    }

    private static void print(String check, Boolean ok, String why) throws Exception {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("check", check);
        line.put("ok", ok);
        line.put("why", why.length() > 1000 ? why.substring(0, 1000) : why);
        System.out.println(JSON.writeValueAsString(line));
    }
}
