package app.hearth.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;

/// The way back to one client.
public final class Out {
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final boolean headOnly;

    Out(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
        this.headOnly = request.getMethod().equals("HEAD");
    }

    /// Ends a reply to `HEAD` when its body would begin, as if the client had left.
    static final class HeadDone extends IOException {
        private static final long serialVersionUID = 1L;
    }

    public void status(int status) {
        response.setStatus(status);
    }

    public void header(String name, String value) {
        response.setHeader(name, value);
    }

    /// Sets the head of a stream of server-sent events, which no proxy may gather or keep.
    public void events() {
        header("Content-Type", "text/event-stream; charset=utf-8");
        header("Cache-Control", "no-store");
        header("X-Accel-Buffering", "no");
    }

    public OutputStream body() throws IOException {
        if (headOnly) {
            throw new HeadDone();
        }
        return response.getOutputStream();
    }

    /// Sends what was written so far.
    public void flush() throws IOException {
        if (headOnly) {
            throw new HeadDone();
        }
        response.flushBuffer();
    }

    /// Closes the client's connection at once; a write that waits fails. May be called by any thread.
    public void abort() {
        connection().getEndPoint().close();
    }

    /// Whether the client hung up, which a thread that waits for something else does not notice by itself. Never waits. To be asked by
    /// one thread, after the request's body was read and before the answer has ended: nobody else reads the connection then.
    public boolean isGone() {
        var connection = connection();
        var endPoint = connection.getEndPoint();
        if (!endPoint.isOpen() || !(connection instanceof HttpConnection http)) {
            return !endPoint.isOpen();
        }
        var buffer = BufferUtil.allocate(1);
        try {
            if (endPoint.fill(buffer) < 0) {
                return true;
            }
        } catch (IOException e) {
            return true;
        }
        if (buffer.hasRemaining()) {
            http.onUpgradeTo(buffer); // the first byte of the client's next request: given back to whom it belongs
        }
        return false;
    }

    private Connection connection() {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection();
    }
}
