//! What somebody writes by hand: who checks nothing, which is the limit; or who wants to know what became of
//! each operation.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::contenders::Contender;
use crate::{Data, Operation};

/// A connection to each node; with several, keys go to the one that has their slot.
pub struct Raw {
    nodes: Vec<BufReader<TcpStream>>,
    keeps_results: bool,
}

impl Raw {
    pub fn single(port: u16) -> Self {
        Self { nodes: vec![connect(port)], keeps_results: false }
    }

    /// The masters of a cluster, with a third of the slots each, in order.
    pub fn cluster(ports: [u16; 3]) -> Self {
        Self { nodes: ports.map(connect).into(), keeps_results: false }
    }

    /// Keeps what became of each operation, by its key.
    pub fn with_results(self) -> Self {
        Self { keeps_results: true, ..self }
    }

    fn node(&self, key: &str) -> usize {
        match self.nodes.len() {
            1 => 0,
            nodes => usize::from(crc16(key.as_bytes()) % 16_384) / 16_384_usize.div_ceil(nodes),
        }
    }
}

fn connect(port: u16) -> BufReader<TcpStream> {
    let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    socket.set_nodelay(true).unwrap();
    BufReader::with_capacity(32 * 1024, socket)
}

/// The keys have no braces.
fn crc16(key: &[u8]) -> u16 {
    const TABLE: [u16; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let (mut crc, mut bit) = ((byte as u16) << 8, 0);
            while bit < 8 {
                crc = if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 };
                bit += 1;
            }
            table[byte] = crc;
            byte += 1;
        }
        table
    };
    key.iter().fold(0, |crc, byte| (crc << 8) ^ TABLE[usize::from((crc >> 8) as u8 ^ byte)])
}

impl Contender for Raw {
    fn run(&mut self, operation: Operation, data: &Data) {
        let Data { keys, value } = data;
        let mut nodes = Vec::with_capacity(keys.len());
        let mut bytes = vec![Vec::new(); self.nodes.len()];
        for key in keys {
            let node = self.node(key);
            nodes.push(node);
            let (bytes, length, size) = (&mut bytes[node], key.len(), value.len());
            match operation {
                Operation::Get => write!(bytes, "*2\r\n$3\r\nGET\r\n${length}\r\n{key}\r\n"),
                Operation::Set => {
                    write!(bytes, "*3\r\n$3\r\nSET\r\n${length}\r\n{key}\r\n${size}\r\n{value}\r\n")
                }
                Operation::Incrby => write!(bytes, "*3\r\n$6\r\nINCRBY\r\n${length}\r\n{key}\r\n$1\r\n1\r\n"),
                Operation::Sadd => {
                    write!(bytes, "*3\r\n$4\r\nSADD\r\n${length}\r\n{key}\r\n${size}\r\n{value}\r\n")
                }
            }
            .unwrap();
        }
        for (socket, bytes) in self.nodes.iter_mut().zip(bytes) {
            socket.get_mut().write_all(&bytes).unwrap();
        }
        if self.keeps_results {
            let results = keys.iter().zip(nodes).map(|(key, node)| (key.clone(), self.answer(node)));
            let results: HashMap<String, Result<Answer, String>> = results.collect();
            assert_eq!(results.values().filter(|result| result.is_ok()).count(), keys.len());
        } else {
            self.expect(operation, &nodes);
        }
    }
}

/// What a server answers.
enum Answer {
    Ok,
    Number(#[allow(dead_code)] i64), // Nobody looks at it here.
    Value(#[allow(dead_code)] Vec<u8>),
}

impl Raw {
    /// Reads the answers of an operation that succeeded.
    fn expect(&mut self, operation: Operation, nodes: &[usize]) {
        let mut line = String::new();
        let (mut values, mut numbers) = (Vec::new(), Vec::new());
        for &node in nodes {
            line.clear();
            self.nodes[node].read_line(&mut line).unwrap();
            match operation {
                Operation::Get => values.push(self.value(node, &line)),
                Operation::Set => assert_eq!(line, "+OK\r\n"),
                Operation::Incrby | Operation::Sadd => {
                    numbers.push(line[1..].trim_end().parse::<i64>().unwrap());
                }
            }
        }
    }

    /// Reads an answer, whatever it is.
    fn answer(&mut self, node: usize) -> Result<Answer, String> {
        let mut line = String::new();
        self.nodes[node].read_line(&mut line).unwrap();
        match line.as_bytes()[0] {
            b'+' => Ok(Answer::Ok),
            b':' => Ok(Answer::Number(line[1..].trim_end().parse().unwrap())),
            b'$' => Ok(Answer::Value(self.value(node, &line))),
            _ => Err(line),
        }
    }

    /// Reads the value whose length stands in a line.
    fn value(&mut self, node: usize, line: &str) -> Vec<u8> {
        let mut value = vec![0; line[1..].trim_end().parse::<usize>().unwrap() + 2];
        self.nodes[node].read_exact(&mut value).unwrap();
        value
    }
}
