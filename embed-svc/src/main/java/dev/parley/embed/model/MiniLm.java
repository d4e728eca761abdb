package dev.parley.embed.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * all-MiniLM-L6-v2 in full precision on ONNX Runtime: mean of the token vectors, scaled to length one. A run takes one
 * core from beginning to end; several may run at once.
 */
public final class MiniLm implements AutoCloseable {
    /** Names the model and its precision: vectors of different ids are not comparable. */
    public static final String ID = "all-MiniLM-L6-v2/fp32";

    /** Numbers in a vector. */
    public static final int DIMENSIONS = 384;

    private static final String MODEL_RESOURCE = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER_RESOURCE = "/all-minilm-l6-v2-tokenizer.json";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final WordPieceTokenizer tokenizer;

    private MiniLm(OrtEnvironment environment, OrtSession session, WordPieceTokenizer tokenizer) {
        this.environment = environment;
        this.session = session;
        this.tokenizer = tokenizer;
    }

    /** Loads the model from the class path, about half a second. */
    public static MiniLm load() {
        Telemetry.switchOff();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream vocabulary = open(TOKENIZER_RESOURCE).getInputStream()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // an idle pool that spins would take the core from everybody else
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            WordPieceTokenizer tokenizer = WordPieceTokenizer.read(vocabulary);
            return new MiniLm(environment, environment.createSession(bytes(MODEL_RESOURCE), options), tokenizer);
        } catch (OrtException e) {
            throw new IllegalStateException("The model " + MODEL_RESOURCE + " cannot be loaded", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts a text into what the model reads. */
    public TokenizedText tokenize(String text) {
        return new TokenizedText(text, tokenizer.tokenize(text));
    }

    /** One vector a text, in order. Texts of about the same length waste least. */
    public List<float[]> encode(List<TokenizedText> texts) {
        int rows = texts.size();
        int columns = texts.stream().mapToInt(TokenizedText::length).max().orElse(0);
        long[] ids = new long[rows * columns];
        long[] mask = new long[rows * columns];
        for (int row = 0; row < rows; row++) {
            TokenizedText text = texts.get(row);
            text.copyTo(ids, row * columns);
            Arrays.fill(mask, row * columns, row * columns + text.length(), 1);
        }
        long[] shape = {rows, columns};
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
                OnnxTensor typeTensor =
                        OnnxTensor.createTensor(environment, LongBuffer.allocate(rows * columns), shape);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[][] vectors = new float[rows][];
            for (int row = 0; row < rows; row++) {
                vectors[row] = pool(states, row * columns, texts.get(row).length());
            }
            return List.of(vectors);
        } catch (OrtException e) {
            throw new IllegalStateException("The model failed on " + rows + " texts of " + columns + " tokens", e);
        }
    }

    private static float[] pool(FloatBuffer states, int firstToken, int tokens) {
        double[] sum = new double[DIMENSIONS];
        float[] state = new float[DIMENSIONS];
        for (int token = 0; token < tokens; token++) {
            states.get((firstToken + token) * DIMENSIONS, state);
            for (int i = 0; i < DIMENSIONS; i++) {
                sum[i] += state[i];
            }
        }
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        // the mean's divisor cancels out; the floor is the reference's
        double length = Math.max(Math.sqrt(squares), 1e-12);
        float[] unit = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            unit[i] = (float) (sum[i] / length);
        }
        return unit;
    }

    private static byte[] bytes(String resource) throws IOException {
        URLConnection connection = open(resource);
        byte[] bytes = new byte[connection.getContentLength()];
        try (InputStream in = connection.getInputStream()) {
            if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
                throw new IOException(resource + " ends before its length");
            }
        }
        return bytes;
    }

    private static URLConnection open(String resource) throws IOException {
        URL url = MiniLm.class.getResource(resource);
        if (url == null) {
            throw new IOException(resource + " is not on the class path (expected: the model's Maven artifact)");
        }
        return url.openConnection();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("The model cannot be closed", e);
        }
    }
}
