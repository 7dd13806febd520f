// A verifier that we did not write: checks signed checkpoints, inclusion proofs and consistency proofs with Go's own
// sumdb/note and sumdb/tlog. Reads one JSON document, and exits with 1 at the first thing that it does not accept.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type document struct {
	Verifier    string
	// Where the key was changed: the others.
	Others      []string
	Checkpoints []string
	Inclusions  []struct {
		Checkpoint int
		Index      int64
		Leaf       string
		Proof      []string
	}
	Consistencies []struct {
		Earlier, Later int
		Proof          []string
	}
}

type tree struct {
	size int64
	root tlog.Hash
}

func main() {
	var doc document
	if err := json.NewDecoder(os.Stdin).Decode(&doc); err != nil {
		fail("document", err)
	}
	verifier, err := note.NewVerifier(doc.Verifier)
	if err != nil {
		fail("verifier", err)
	}
	verifiers := []note.Verifier{verifier}
	for _, other := range doc.Others {
		another, err := note.NewVerifier(other)
		if err != nil {
			fail("verifier", err)
		}
		verifiers = append(verifiers, another)
	}
	signatures := 0
	var trees []tree
	for n, text := range doc.Checkpoints {
		opened, err := note.Open([]byte(text), note.VerifierList(verifiers...))
		if err != nil {
			fail(fmt.Sprintf("checkpoint %d", n), err)
		}
		signatures += len(opened.Sigs)
		lines := strings.Split(opened.Text, "\n")
		size, err := strconv.ParseInt(lines[1], 10, 64)
		if err != nil || lines[0] != verifier.Name() {
			fail(fmt.Sprintf("checkpoint %d", n), fmt.Errorf("not a checkpoint of this log"))
		}
		trees = append(trees, tree{size, hash(lines[2])})
	}
	for n, one := range doc.Inclusions {
		in := trees[one.Checkpoint]
		if err := tlog.CheckRecord(hashes(one.Proof), in.size, in.root, one.Index, hash(one.Leaf)); err != nil {
			fail(fmt.Sprintf("inclusion %d", n), err)
		}
	}
	for n, one := range doc.Consistencies {
		old, young := trees[one.Earlier], trees[one.Later]
		if err := tlog.CheckTree(hashes(one.Proof), young.size, young.root, old.size, old.root); err != nil {
			fail(fmt.Sprintf("consistency %d", n), err)
		}
	}
	fmt.Printf("%d checkpoints, %d signatures, %d inclusions, %d consistencies\n", len(trees), signatures, len(doc.Inclusions), len(doc.Consistencies))
}

func hash(text string) tlog.Hash {
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(bytes) != tlog.HashSize {
		fail("hash", fmt.Errorf("%q is none", text))
	}
	var h tlog.Hash
	copy(h[:], bytes)
	return h
}

func hashes(texts []string) []tlog.Hash {
	list := []tlog.Hash{}
	for _, text := range texts {
		list = append(list, hash(text))
	}
	return list
}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}
