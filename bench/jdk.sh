# Sourced by the programs here.
java_of() { # the first JDK 25 or newer among JAVA_HOME, the PATH and the usual folders
  local candidate
  for candidate in "${PARLEY_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /nowhere/bin/java)")")")" \
    /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/*; do
    [ -x "$candidate/bin/java" ] || continue
    local version
    version=$("$candidate/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
    if [ "${version%%.*}" -ge 25 ] 2>/dev/null; then
      echo "$candidate/bin/java"
      return
    fi
  done
  echo "bench: no JDK 25 found (looked at PARLEY_JAVA_HOME, JAVA_HOME, PATH and /usr/lib/jvm)" >&2
  exit 1
}

