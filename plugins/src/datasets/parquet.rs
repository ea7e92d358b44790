//! Points in a columnar file.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use asivae::prelude::*;
use asivae::{Error, Parted, Result};

use super::points::Given;
use crate::files::table::Table;

/// Points in a Parquet file, `parquet:PATH`: the columns `x` and `y`, else the first two of numbers.
///
/// A column `label`, `class` or `target` has labels, numbers or words. Files are read that are not compressed, or by Snappy, as pandas does it. `test` and `validation`
/// are shares of the points, drawn by `seed`.
#[intro_dataset]
pub fn parquet(
    path: &Path,
    #[param(default = 0.1, min = 0.0, max = 0.9)] test: f64,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
    #[param(default = 0, min = 0)] seed: usize,
) -> Result<Parted> {
    let points = table(path).and_then(|table| table.points()).map_err(|message| Error::io(path, message))?;
    Ok(Parted::by_share(Arc::new(Given { name: "parquet", points }), validation, test, seed as u64))
}

fn table(path: &Path) -> Result<Table, String> {
    let wrong = |error: ::parquet::errors::ParquetError| match error.to_string() {
        message if message.contains("feature") => {
            format!("it is compressed in a way that is not read here; write it with compression=\"snappy\" ({message})")
        }
        message => format!("it cannot be read as Parquet: {message}"),
    };
    let file = File::open(path).map_err(|error| error.to_string())?;
    let reader = SerializedFileReader::new(file).map_err(wrong)?;
    let mut table = Table { names: Vec::new(), rows: Vec::new() };
    for column in reader.metadata().file_metadata().schema().get_fields() {
        table.names.push(column.name().to_owned());
    }
    for row in reader.get_row_iter(None).map_err(wrong)? {
        let row = row.map_err(wrong)?;
        table.rows.push(row.get_column_iter().map(|(_, field)| text(field)).collect());
    }
    Ok(table)
}

fn text(field: &Field) -> String {
    match field {
        Field::Str(text) => text.clone(),
        // Without what stands around the digits in other forms.
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use ::parquet::basic::Compression;
    use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::files::scratch::Scratch;

    fn write(path: &Path, compression: Compression) {
        let schema = "message points { REQUIRED BINARY label (UTF8); REQUIRED DOUBLE a; REQUIRED FLOAT b; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let labels = [ByteArray::from("late"), ByteArray::from("early")];
        column.typed::<ByteArrayType>().write_batch(&labels, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[1e-7, -2.5], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<FloatType>().write_batch(&[3.0, 0.25], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn points_and_labels_are_read() {
        let scratch = Scratch::new();
        let path = scratch.path().join("points.parquet");
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
            write(&path, compression);
            let data = parquet(&path, 0.0, 0.0, 0).unwrap();
            assert_eq!(data.get(&[0, 1]).unwrap(), (vec![1e-7, 3.0, -2.5, 0.25], vec![1, 0]));
        }
    }

    #[test]
    fn what_is_no_parquet_is_refused() {
        let scratch = Scratch::new();
        let path = scratch.path().join("points.parquet");
        write(&path, Compression::UNCOMPRESSED);
        let whole = std::fs::read(&path).unwrap();
        for bytes in [&[][..], b"x,y\n1,2\n", &whole[..whole.len() / 2]] {
            let said = parquet(&scratch.write("bad.parquet", bytes), 0.0, 0.0, 0).err().map(|error| error.to_string());
            assert!(said.is_some_and(|said| said.contains("cannot be read as Parquet")));
        }
    }
}
