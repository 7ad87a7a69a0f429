exports.part = 'required';
